using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Ringback.Aggregator.Correlation;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Aggregator.Correlation;

public sealed class CorrelationServiceTests(LabFixture lab)
{
    [Fact]
    public async Task News_that_cannot_be_correlated_hold_up_nobody_elses_and_are_worked_in_when_they_can_be()
    {
        var cancel = TestContext.Current.CancellationToken;
        var alone = Samples.Catalog() with { Components = [] };
        await using var centre = await Centre.StartAsync(lab, alone);
        centre.SetTime(At(10));
        await centre.IngestAsync(Runs("pbx", 0, 10, Outcome.Down), Runs("web", 0, 10, Outcome.Down));
        while (await centre.Deriver.DeriveAsync(32, [], cancel) > 0) { }
        await centre.Database.RowsAsync("create table whole as select * from result where target = 1");
        await centre.Database.RowsAsync("update result set body = '\\x00' where target = 1");
        await using var metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = metrics.GetRequiredService<IMeterFactory>();
        var broken = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "ringback.correlator.broken")
                own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref broken, count));
        listener.Start();
        var time = new FakeTimeProvider();
        using var service = new CorrelationService(
            centre.Correlator,
            new CorrelatorMetrics(meters),
            time,
            NullLogger<CorrelationService>.Instance
        );
        await service.StartAsync(cancel);

        await UntilAsync(async () => (await ToldAsync()).Contains("web"));
        Assert.DoesNotContain("pbx", await ToldAsync());
        Assert.NotEmpty(await centre.Database.RowsAsync("select 1 from incident_news where target = 1"));
        await UntilAsync(() => Task.FromResult(Interlocked.Read(ref broken) > 0));

        await centre.Database.RowsAsync(
            "update result set body = whole.body from whole where (result.target, result.region, result.scheduled_at) = (whole.target, whole.region, whole.scheduled_at)"
        );
        await UntilAsync(async () => (await ToldAsync()).Contains("pbx"));
        await UntilAsync(async () => (await centre.Database.RowsAsync("select 1 from incident_news")).Count == 0);
        await service.StopAsync(cancel);

        async Task UntilAsync(Func<Task<bool>> holds)
        {
            while (!await holds() && !service.ExecuteTask!.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancel);
            }
        }

        Task<List<string>> ToldAsync() =>
            centre.Database.RowsAsync(
                "select target.slug from event join target on target.id = event.target where event.kind = 'incident_opened'"
            );
    }
}
