using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Contracts;

/// <summary>What derivers are told of the catalogs that were taken.</summary>
public abstract class TakenCatalogContract : LedgerSetting
{
    [Fact]
    public async Task A_claim_knows_the_catalogs_that_were_taken()
    {
        var work = new MaintenanceWindow("work", "Work", new OneOff(Minute(20), Minute(30)), [], ["calls"]);
        var own = new MaintenanceWindow("own", "Own", new OneOff(Minute(25), Minute(40)), ["web"], []);
        await Door.ApplyAsync(
            Catalog(Target("pbx") with { Regions = ["prague"] }, Target("web") with { Quorum = Quorum.Any }) with
            {
                Maintenance = [work, own],
            },
            Minute(10)
        );

        await using var claimed = await ClaimAsync();
        var (pbx, web) = (claimed.Targets.Single(t => t.Id == 1), claimed.Targets.Single(t => t.Id == 2));
        Assert.Equal([new Window(Noon, Instant.MaxValue)], pbx.Lifetime);
        Assert.Equal([new Window(Noon, Minute(10))], pbx.Assignments[1]);
        Assert.Equal([new Window(Noon, Instant.MaxValue)], pbx.Assignments[2]);
        Assert.Equal([Minute(10), Minute(10), Minute(10), Minute(20)], Moments(pbx));
        Assert.Equal([new Window(Minute(20), Minute(30))], pbx.Maintenance);
        Assert.Equal(
            [Quorum.Majority, Quorum.Any],
            [web.Settings.At(Minute(9)).Quorum, web.Settings.At(Minute(10)).Quorum]
        );
        Assert.Equal([new Window(Minute(20), Minute(40))], web.Maintenance);
        Assert.Equal([new Membership(1, new Window(Noon, Instant.MaxValue))], web.Memberships);
        Assert.Equal([Minute(10), Minute(10), Minute(10), Minute(20)], Moments(web));
        Assert.Equal([null, (short)1, (short)2], web.Touches.Select(touch => touch.Region).Distinct().Order());
    }

    [Fact]
    public async Task A_window_that_is_moved_or_taken_back_touches_whom_it_concerned_from_its_first_instant_on()
    {
        var work = new MaintenanceWindow("work", "Work", new OneOff(Minute(20), Minute(30)), ["pbx"], []);
        var catalog = Catalog(Target("pbx"), Target("web"));
        await Door.ApplyAsync(catalog with { Maintenance = [work] }, Minute(1));
        await ForgetAsync();

        var moved = work with { Time = new OneOff(Minute(25), Minute(50)) };
        await Door.ApplyAsync(catalog with { Maintenance = [moved] }, Minute(40));
        await using (var claimed = await ClaimAsync())
        {
            var target = Assert.Single(claimed.Targets);
            Assert.Equal([Minute(20)], Moments(target));
            Assert.Equal([new Window(Minute(25), Minute(50))], target.Maintenance);
            await CommitAsync(claimed);
        }

        // A window that is no longer named ends; what of it has been stays.
        await Door.ApplyAsync(catalog, Minute(45));
        await using var last = await ClaimAsync();
        Assert.Equal([new Window(Minute(25), Minute(45))], Assert.Single(last.Targets).Maintenance);
    }
}
