using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Aggregator.Catalogs;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Store.Catalogs;
using Ringback.Store.Reads;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Catalogs;

public sealed class HoldServiceTests(LabFixture lab)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_kiss_that_one_region_got_goes_to_all_with_the_catalog_and_is_forgotten_after_a_day()
    {
        var time = Samples.Target("time") with
        {
            Check = new NtpCheck { Host = "time.test", Nts = true },
        };
        await using var centre = await Centre.StartAsync(lab, Samples.Catalog(time, Samples.Target("pbx")));
        var news = new CatalogNews();
        var service = new HoldService(
            new KissReads(centre.Database.Source),
            news,
            centre.Time,
            NullLogger<HoldService>.Instance
        );
        List<CatalogVersion> told = [];
        news.Subscribe(told.Add);
        news.Tell((await new CatalogVersions(centre.Database.Source).NewestAsync(Cancel))!);

        var slot = Samples.Noon + Minute;
        centre.SetTime(slot + Minute);
        await centre.IngestAsync([
            Samples.Result("pbx", "prague", slot, Outcome.Down),
            Samples.Result("time", "brno", slot),
            Samples.Result("time", "prague", slot, Outcome.Degraded) with
            {
                Reason = Reason.KissOfDeath,
                Detail = "The server says RATE.",
            },
        ]);
        await service.LookAsync(Cancel);
        await service.LookAsync(Cancel);

        Assert.Equal(2, told.Count);
        Assert.Null(told[0].Catalog.Held);
        var kissedAt = slot + TimeSpan.FromMilliseconds(3);
        Assert.Equal([new ServerHold("time.test", 4460, kissedAt, 2 * Minute)], told[1].Catalog.Held!);
        Assert.Equal(told[0].Id, told[1].Id);

        centre.SetTime(slot + TimeSpan.FromDays(1));
        await service.LookAsync(Cancel);

        Assert.Null(told[2].Catalog.Held);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
