using Microsoft.Extensions.Time.Testing;
using Ringback.ProbeWorker.Machine;
using Ringback.ProbeWorker.Scheduling;

namespace Ringback.Tests.Unit.ProbeWorker.Scheduling;

public class LaneTests
{
    [Fact]
    public async Task No_more_than_its_limit_run_at_once_and_the_rest_waits_in_order_and_is_timed()
    {
        var time = new FakeTimeProvider();
        var gate = new SemaphoreSlim(0);
        var started = System.Threading.Channels.Channel.CreateUnbounded<(int Item, TimeSpan Waited)>();
        var lane = new Lane<int>(
            2,
            async (item, waited) =>
            {
                await started.Writer.WriteAsync((item, waited));
                await gate.WaitAsync();
            },
            escaped => Assert.Fail($"{escaped}"),
            new MachineAt(time)
        );
        var cancellation = TestContext.Current.CancellationToken;

        for (var i = 0; i < 4; i++)
            lane.Enter(i);

        var first = new[]
        {
            await started.Reader.ReadAsync(cancellation),
            await started.Reader.ReadAsync(cancellation),
        };
        Assert.Equal([0, 1], first.Select(f => f.Item).Order());
        Assert.Equal(2, lane.Waiting);

        time.Advance(TimeSpan.FromSeconds(3));
        gate.Release();
        Assert.Equal((2, TimeSpan.FromSeconds(3)), await started.Reader.ReadAsync(cancellation));

        var closed = lane.CloseAsync();
        Assert.False(closed.IsCompleted);
        gate.Release(3);
        await closed;
        Assert.Equal((3, TimeSpan.FromSeconds(3)), await started.Reader.ReadAsync(cancellation));
        Assert.Throws<ObjectDisposedException>(() => lane.Enter(4));
    }

    [Fact]
    public async Task Work_that_throws_is_told_of_and_holds_no_place()
    {
        var done = new List<int>();
        var escaped = new List<string>();
        var lane = new Lane<int>(
            1,
            (item, _) =>
            {
                if (item % 2 == 0)
                    throw new InvalidOperationException($"{item}");

                done.Add(item);
                return Task.CompletedTask;
            },
            e => escaped.Add(e.Message),
            ThisMachine.Instance
        );

        for (var i = 0; i < 5; i++)
            lane.Enter(i);

        await lane.CloseAsync().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal([1, 3], done);
        Assert.Equal(["0", "2", "4"], escaped);
    }
}
