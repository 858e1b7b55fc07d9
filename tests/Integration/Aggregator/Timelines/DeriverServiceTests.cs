using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Aggregator.Ingest;
using Ringback.Aggregator.Timelines;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Timelines;

public sealed class DeriverServiceTests(LabFixture lab)
{
    [Fact]
    public async Task A_target_that_cannot_be_derived_holds_up_nobody_else_and_keeps_its_touches()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var centre = await Centre.StartAsync(lab, Samples.Catalog());
        await centre.Database.RowsAsync("update target_setting set quorum = 'broken' where target = 1");
        centre.SetTime(Samples.Noon + TimeSpan.FromMinutes(1));
        await centre.IngestAsync(
            Samples.Regions.SelectMany(region =>
                new[] { Samples.Result("pbx", region, Samples.Noon), Samples.Result("web", region, Samples.Noon) }
            )
        );
        await using var metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var service = new DeriverService(
            centre.Deriver,
            centre.Derivations,
            new Wake(),
            new DeriverMetrics(metrics.GetRequiredService<IMeterFactory>()),
            TimeProvider.System,
            NullLogger<DeriverService>.Instance
        );

        await service.StartAsync(cancel);
        while ((await centre.VerdictsAsync("web")).Count == 0 && !service.ExecuteTask!.IsCompleted)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel);

        Assert.NotEmpty(await centre.VerdictsAsync("web"));
        Assert.Empty(await centre.VerdictsAsync("pbx"));
        Assert.NotEmpty(await centre.Database.RowsAsync("select 1 from every_touch where target = 1"));
        await service.StopAsync(cancel);
    }
}
