using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Contracts;

/// <summary>What correlators rely on when they look for whom a change concerns.</summary>
public abstract class CorrelatedSubjectsContract : CorrelationSetting
{
    [Fact]
    public async Task Whom_a_change_concerns_is_whoever_shares_a_component_or_a_region()
    {
        await Door.ApplyAsync(
            Catalog(Target("pbx"), Target("web"), Target("lone") with { Regions = ["brno"] }) with
            {
                Components = [new Component("calls", "Calls", null, ["pbx", "web"])],
            },
            Minute(1)
        );
        await ForgetAsync();
        await OpenAsync(Of(Pbx, 1));
        await using var correlation = await CorrelateAsync();
        var subjects = correlation.Subjects;

        Assert.Equal([Pbx, Web], (await subjects.AroundAsync([Web], [], Cancel)).Order());
        Assert.Equal([Pbx, Web, 3], (await subjects.AroundAsync([3], [Calls], Cancel)).Order());
        Assert.Equal([3], await subjects.AroundAsync([3], [], Cancel));
        Assert.Empty(await subjects.AroundAsync([], [], Cancel));
        Assert.Equal([Pbx, Web], (await subjects.WatchedByAsync([Prague], Cancel)).Order());
        Assert.Equal([Pbx, Web, 3], (await subjects.WatchedByAsync([Prague, Brno], Cancel)).Order());

        var facts = await subjects.FactsAsync([Web, 3], Cancel);
        Assert.Equal([Brno], facts[3].Assignments.Keys);
        Assert.Equal([new Window(Minute(1), Instant.MaxValue)], facts[3].Lifetime);
        Assert.Equal([new Membership(Calls, new Window(Noon, Instant.MaxValue))], facts[Web].Memberships);
        Assert.Equal("https", (await subjects.KindsAsync([Web], Cancel))[Web]);
    }

    [Fact]
    public async Task Incidents_of_subjects_are_those_that_stand_and_reach_to_an_instant()
    {
        var ids = await OpenAsync(Of(Pbx, 1) with { To = 5 }, Of(Pbx, 7), OfCalls(3), Of(Web, 8), Of(Web, 9));
        await DeriveAsync(async claimed =>
        {
            await claimed.TargetIncidents.MergeAsync(ids[4], ids[3], Noon, Cancel);
            await claimed.TargetIncidents.WithdrawAsync(ids[3], Noon, Cancel);
            return [];
        });
        await using var correlation = await CorrelateAsync();
        var region = await correlation.VantageIncidents.OpenAsync(
            Brno,
            new Incident(Minute(2), Minute(4), Verdict.Partial),
            Noon,
            Cancel
        );

        Assert.Equal([ids[0], ids[1], ids[2], region], await FoundAsync(5 - 1));
        Assert.Equal([ids[0], ids[1], ids[2]], await FoundAsync(5));
        Assert.Equal([ids[1], ids[2]], await FoundAsync(6));
        Assert.Equal(
            new SubjectIncident(ids[0], Pbx, null, null, new Window(Minute(1), Minute(5))),
            (await correlation.Subjects.IncidentsAsync([Pbx], [], [], Noon, Cancel))[0]
        );
        Assert.Equal(
            new Dictionary<long, (Window, long?)>
            {
                [ids[4]] = (new Window(Minute(9), Instant.MaxValue), ids[3]),
                [region] = (new Window(Minute(2), Minute(4)), null),
            },
            await correlation.Subjects.StretchesAsync([ids[4], region], Cancel)
        );

        async Task<IEnumerable<long>> FoundAsync(int minute) =>
            (await correlation.Subjects.IncidentsAsync([Pbx, Web], [Calls], [Brno], Minute(minute), Cancel)).Select(
                each => each.Id
            );
    }

    [Fact]
    public async Task A_part_is_first_of_all_of_its_regions_incident_then_of_the_one_that_opened_first()
    {
        var ids = await OpenAsync(Of(Pbx, 5), Of(Web, 6), OfCalls(4), OfCalls(3), OfCalls(3));
        var (pbx, web, late, early, twin) = (ids[0], ids[1], ids[2], ids[3], ids[4]);
        await using var correlation = await CorrelateAsync();
        var region = await correlation.VantageIncidents.OpenAsync(
            Brno,
            new Incident(Minute(5), null, Verdict.Partial),
            Noon,
            Cancel
        );

        await WriteAsync(
            [late, early, twin, region],
            (pbx, twin),
            (pbx, early),
            (pbx, late),
            (web, late),
            (web, region)
        );
        Assert.Equal((early, region), await WholesAsync());

        await WriteAsync([early, region], (pbx, region));
        Assert.Equal((region, late), await WholesAsync());

        await correlation.Parts.ForgetAsync([region, web], Cancel);
        Assert.Equal((twin, null), await WholesAsync());

        Task WriteAsync(long[] wholes, params (long, long)[] pairs) =>
            correlation.Parts.WriteAsync(wholes, pairs, Cancel);

        async Task<(long?, long?)> WholesAsync()
        {
            var wholes = await correlation.Parts.WholesAsync([pbx, web], Cancel);
            return (
                wholes.TryGetValue(pbx, out var one) ? one : null,
                wholes.TryGetValue(web, out var other) ? other : null
            );
        }
    }
}
