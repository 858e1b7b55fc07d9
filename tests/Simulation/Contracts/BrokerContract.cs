namespace Ringback.Tests.Simulation.Contracts;

/// <summary>What publisher and centre rely on in their broker; held by RabbitMQ and by the simulated one alike.</summary>
public abstract class BrokerContract : IAsyncLifetime
{
    private protected const int DeliveryLimit = 20;
    private const int MostPauses = 400;

    private IBrokerDoor _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await OpenAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _broker.DisposeAsync();
    }

    [Fact]
    public async Task Until_the_centre_has_declared_its_queue_nothing_is_confirmed()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => _broker.PublishAsync(1));

        await _broker.DeclareAsync();
        await _broker.PublishAsync(2);

        await using var consumer = await _broker.ConsumeAsync(9);
        Assert.Equal((2, false), await TakeAsync(consumer));
        Assert.Equal(0, await _broker.WaitingAsync());
    }

    [Fact]
    public async Task What_is_confirmed_waits_and_comes_in_the_order_of_its_publication()
    {
        await _broker.DeclareAsync();
        for (var number = 1; number <= 40; number++)
            await _broker.PublishAsync(number);

        await UntilAsync(_broker.WaitingAsync, 40);
        await using var consumer = await _broker.ConsumeAsync(8);
        for (var number = 1; number <= 40; number++)
            Assert.Equal((number, false), await TakeAsync(consumer));

        await UntilAsync(_broker.WaitingAsync, 0);
    }

    [Fact]
    public async Task A_consumer_holds_as_many_as_its_prefetch_and_the_rest_waits_until_one_is_acknowledged()
    {
        await DeclareAndPublishAsync(5);
        await using var consumer = await _broker.ConsumeAsync(2);
        var first = await consumer.NextAsync();
        var second = await consumer.NextAsync();
        await UntilAsync(_broker.WaitingAsync, 3);

        await second.AcknowledgeAsync();
        Assert.Equal(3, (await consumer.NextAsync()).Number);
        await UntilAsync(_broker.WaitingAsync, 2);
        await first.AcknowledgeAsync();
        Assert.Equal(4, (await consumer.NextAsync()).Number);
    }

    [Fact]
    public async Task What_a_dead_consumer_had_comes_again_marked_and_before_the_rest()
    {
        await DeclareAndPublishAsync(5);
        await using (var dies = await _broker.ConsumeAsync(3))
        {
            for (var number = 1; number <= 3; number++)
                Assert.Equal(number, (await dies.NextAsync()).Number);
        }

        await UntilAsync(_broker.WaitingAsync, 5);
        await using var next = await _broker.ConsumeAsync(9);
        for (var number = 1; number <= 5; number++)
            Assert.Equal((number, number <= 3), await TakeAsync(next));
    }

    [Fact]
    public async Task What_was_acknowledged_never_comes_again_whatever_becomes_of_its_consumer()
    {
        await DeclareAndPublishAsync(3);
        await using (var dies = await _broker.ConsumeAsync(9))
        {
            await TakeAsync(dies);
            var second = await dies.NextAsync();
            await TakeAsync(dies);
            Assert.Equal(2, second.Number);
            await UntilAsync(_broker.WaitingAsync, 0);
        }

        await UntilAsync(_broker.WaitingAsync, 1);
        await using var next = await _broker.ConsumeAsync(9);
        Assert.Equal((2, true), await TakeAsync(next));
    }

    [Fact]
    public async Task A_live_consumer_gets_what_another_that_died_had()
    {
        await DeclareAndPublishAsync(2);
        var dies = await _broker.ConsumeAsync(2);
        await dies.NextAsync();
        await dies.NextAsync();
        await using var lives = await _broker.ConsumeAsync(2);
        await dies.DisposeAsync();

        Assert.Equal([(1, true), (2, true)], new[] { await TakeAsync(lives), await TakeAsync(lives) });
    }

    [Fact]
    public async Task What_is_given_back_again_and_again_is_parked_and_the_rest_goes_on()
    {
        await DeclareAndPublishAsync(2);
        await using var consumer = await _broker.ConsumeAsync(1);
        for (var time = 0; time <= DeliveryLimit; time++)
        {
            var message = await consumer.NextAsync();
            Assert.Equal((1, time > 0), (message.Number, message.IsRedelivered));
            await message.GiveBackAsync();
        }

        Assert.Equal((2, false), await TakeAsync(consumer));
        await UntilAsync(_broker.ParkedAsync, 1);
        await UntilAsync(_broker.WaitingAsync, 0);
    }

    [Fact]
    public async Task What_kills_its_consumer_again_and_again_is_parked_and_the_rest_goes_on()
    {
        await DeclareAndPublishAsync(2);
        for (var time = 0; time <= DeliveryLimit; time++)
        {
            await UntilAsync(_broker.WaitingAsync, 2);
            await using var dies = await _broker.ConsumeAsync(1);
            var message = await dies.NextAsync();
            Assert.Equal((1, time > 0), (message.Number, message.IsRedelivered));
        }

        await UntilAsync(_broker.ParkedAsync, 1);
        await using var consumer = await _broker.ConsumeAsync(1);
        Assert.Equal((2, false), await TakeAsync(consumer));
    }

    [Fact]
    public async Task A_broker_that_went_away_confirms_nothing_and_then_has_all_that_was_not_acknowledged()
    {
        await DeclareAndPublishAsync(3);
        await using (var consumer = await _broker.ConsumeAsync(2))
        {
            await TakeAsync(consumer);
            await consumer.NextAsync();
            await consumer.NextAsync(); // so the first one's acknowledgement is there
            await _broker.GoAwayAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => _broker.PublishAsync(4));
        }

        await _broker.ComeBackAsync();
        await _broker.PublishAsync(5);
        await UntilAsync(_broker.WaitingAsync, 3);
        await using var next = await _broker.ConsumeAsync(9);
        Assert.Equal((2, true), await TakeAsync(next));
        Assert.Equal((3, true), await TakeAsync(next));
        Assert.Equal((5, false), await TakeAsync(next));
    }

    private protected abstract Task<IBrokerDoor> OpenAsync();

    private async Task DeclareAndPublishAsync(int messages)
    {
        await _broker.DeclareAsync();
        for (var number = 1; number <= messages; number++)
            await _broker.PublishAsync(number);
    }

    private static async Task<(int Number, bool IsRedelivered)> TakeAsync(IConsumerDoor consumer)
    {
        var message = await consumer.NextAsync();
        await message.AcknowledgeAsync();
        return (message.Number, message.IsRedelivered);
    }

    private async Task UntilAsync(Func<Task<int>> count, int expected)
    {
        for (var pauses = 0; await count() != expected && pauses < MostPauses; pauses++)
            await _broker.PauseAsync();

        Assert.Equal(expected, await count());
    }
}
