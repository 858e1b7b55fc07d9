using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Contracts;

/// <summary>What correlators rely on in their ledger.</summary>
public abstract class CorrelationContract : LedgerSetting
{
    private const int Pbx = 1;
    private const int Web = 2;
    private const int Calls = 1;
    private const short Brno = 1;
    private const short Prague = 2;

    [Fact]
    public async Task One_correlator_is_at_work_at_a_time_no_deriver_waits_for_it_and_what_it_lets_go_the_next_gets()
    {
        await OpenAsync(Of(Pbx, 1));
        var first = await CorrelateAsync();
        Assert.Null(await Door.Correlations.ClaimAsync(9, [], Cancel));
        await OpenAsync(Of(Web, 2));
        Assert.Single(first.News);
        await first.DisposeAsync();

        await using (var second = await CorrelateAsync())
        {
            Assert.Equal([first.News[0].Id, first.News[0].Id + 1], second.News.Select(news => news.Id));
            Assert.Equal(first.News[0], second.News[0]);
            await second.CommitAsync(Minute(90), [], Cancel);
        }

        Assert.Null(await Door.Correlations.ClaimAsync(9, [], Cancel));
    }

    [Fact]
    public async Task News_come_in_their_order_as_many_as_are_wanted_without_those_that_are_put_aside()
    {
        var ids = await OpenAsync(Of(Web, 1), Of(Pbx, 2), OfCalls(3), Of(Web, 4));

        Assert.Equal(ids[..2], await ClaimedAsync(2));
        Assert.Equal(ids[1..3], await ClaimedAsync(9, new NewsSubject(Web, null)));
        Assert.Equal([ids[1]], await ClaimedAsync(9, new NewsSubject(Web, null), new NewsSubject(null, Calls)));
        Assert.Equal(ids, await ClaimedAsync(9, new NewsSubject(77, null)));

        await using (var some = await CorrelateAsync(1))
            await some.CommitAsync(Minute(90), [], Cancel);

        Assert.Equal(ids[1..], await ClaimedAsync(9));
    }

    [Fact]
    public async Task A_deriver_tells_of_states_that_changed_of_results_under_an_incident_and_of_incidents()
    {
        await OpenAsync(Of(Pbx, 10), Of(Web, 1) with { To = 5 });
        await ForgetNewsAsync();

        await StoreAsync(Up("pbx", 20), Up("pbx", 30), Up("pbx", 25, "brno"), Up("web", 7));
        await using (var claimed = await ClaimAsync())
        {
            var pbx = claimed.Targets.Single(target => target.Id == Pbx);
            await claimed.Regions.WriteAsync([Derived(pbx, Prague, 20)], Cancel);
            await CommitAsync(claimed, Told(EventKinds.IncidentClosed, Pbx, 77, 20));
        }

        await using var correlation = await CorrelateAsync();
        Assert.Equal(
            [
                new IncidentNews(0, NewsKinds.States, Pbx, Prague, null, null, Minute(20), "{}"),
                new IncidentNews(0, NewsKinds.Results, Pbx, Brno, null, null, Minute(25), "{}"),
                new IncidentNews(0, NewsKinds.Results, Pbx, Prague, null, null, Minute(20), "{}"),
                new IncidentNews(0, EventKinds.IncidentClosed, Pbx, null, null, 77, Minute(20), "{}"),
            ],
            correlation
                .News.OrderBy(news => news.Kind != NewsKinds.States)
                .ThenBy(news => news.IsEvent)
                .ThenBy(news => news.Region)
                .Select(news => news with { Id = 0 })
        );
        var states = await correlation.States.StatesAsync([(new View(Pbx, Prague), Minute(21))], Cancel);
        Assert.Equal(
            [new Change<RegionState>(Minute(20), RegionState.Up)],
            states[new View(Pbx, Prague)].Changes.Take(1)
        );
    }

    [Fact]
    public async Task Results_of_a_target_are_news_where_its_component_has_the_incident()
    {
        await OpenAsync(OfCalls(10) with { To = 20 });
        await ForgetNewsAsync();

        await StoreAsync(Up("pbx", 19), Up("web", 20));
        await using (var claimed = await ClaimAsync())
            await CommitAsync(claimed, []);

        await using var correlation = await CorrelateAsync();
        Assert.Equal((Pbx, Minute(19)), (Assert.Single(correlation.News).Target, correlation.News[0].At));
    }

    [Fact]
    public async Task What_is_written_is_seen_by_itself_and_by_the_next_once_it_is_committed()
    {
        await OpenAsync(Of(Pbx, 1));
        var subject = new NotifiedSubject("region", Brno);
        var fold = NotificationFold.Quiet with { Thread = 7, Opened = [Minute(1)] };
        await using (var dies = await CorrelateAsync())
        {
            await WriteAsync(dies);
            Assert.Equal((2, 1, fold.Thread, 1), await SeenAsync(dies));
        }

        await using (var correlation = await CorrelateAsync())
        {
            Assert.Equal((0, 0, null, 0), await SeenAsync(correlation));
            await WriteAsync(correlation);
            await correlation.CommitAsync(Minute(90), [Told(EventKinds.IncidentOpened, Pbx, 1, 1)], Cancel);
        }

        Assert.Single(await Door.ToldAsync());
        await OpenAsync(Of(Web, 1));
        await using var next = await CorrelateAsync();
        Assert.Equal((2, 1, fold.Thread, 1), await SeenAsync(next));
        await next.Notifications.WriteAsync(
            new Dictionary<NotifiedSubject, NotificationFold>
            {
                [subject] = NotificationFold.Quiet with { Thread = 8 },
            },
            Cancel
        );
        Assert.Equal(8, (await next.Notifications.ReadAsync([subject], Cancel))[subject].Thread);

        async Task WriteAsync(ICorrelation correlation)
        {
            await correlation.VantageVerdicts.WriteAsync(
                [(Brno, Noon, [new(Noon, Verdict.Up), new(Minute(1), Verdict.Partial)])],
                Cancel
            );
            await correlation.VantageIncidents.OpenAsync(Brno, new(Minute(1), null, Verdict.Partial), Noon, Cancel);
            await correlation.Notifications.WriteAsync(
                new Dictionary<NotifiedSubject, NotificationFold> { [subject] = fold },
                Cancel
            );
        }

        async Task<(int, int, long?, int)> SeenAsync(ICorrelation correlation)
        {
            var from = new Dictionary<int, Instant> { [Brno] = Instant.MinValue };
            var told = (await correlation.Notifications.ReadAsync([subject], Cancel))[subject];
            return (
                (await correlation.VantageVerdicts.ReadAsync(from, Cancel))[Brno].Verdicts.Changes.Count,
                (await correlation.VantageIncidents.ReadAsync(from, Cancel))[Brno].Count(),
                told.Thread,
                told.Opened.Count
            );
        }
    }

    [Fact]
    public async Task Events_are_told_in_the_order_in_which_they_were_given()
    {
        await OpenAsync(Of(Pbx, 1));
        LedgerEvent[] events =
        [
            Told(EventKinds.IncidentOpened, Pbx, 3, 5) with
            {
                Target = null,
                Region = Brno,
                Body = """{"notify":true}""",
            },
            Told(EventKinds.IncidentOpened, Web, 2, 4),
            Told(EventKinds.IncidentClosed, Pbx, 1, 1) with
            {
                Target = null,
                Component = Calls,
            },
        ];
        await using (var correlation = await CorrelateAsync())
            await correlation.CommitAsync(Minute(90), events, Cancel);

        Assert.Equal(events, await Door.ToldAsync());
        Assert.Empty(await Door.EventsAsync(0));
    }

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

    [Fact]
    public async Task Failures_are_runs_that_were_down_or_degraded_and_not_manual_in_order()
    {
        await StoreAsync(
            Failed(3, Outcome.Down),
            Failed(1, Outcome.Degraded),
            Failed(2, Outcome.Unknown),
            Failed(2, Outcome.Down) with
            {
                Trigger = Trigger.Manual,
            },
            Failed(3, Outcome.Down) with
            {
                Trigger = Trigger.Confirm,
                Reason = Reason.ConnectionRefused,
            },
            Failed(4, Outcome.Down),
            Up("pbx", 5),
            Failed(0, Outcome.Down)
        );
        await OpenAsync(Of(Web, 1));
        await using var correlation = await CorrelateAsync();
        var view = new View(Pbx, Prague);

        var failures = await correlation.Causes.FailuresAsync(
            new Dictionary<View, Window> { [view] = new(Minute(1), Minute(4)), [new(Web, Prague)] = Window.Always },
            Cancel
        );

        Assert.Equal([view], failures.Select(each => each.Key));
        Assert.Equal(
            [(Minute(1), Reason.Timeout), (Minute(3), Reason.Timeout), (Minute(3), Reason.ConnectionRefused)],
            failures[view].Select(each => (each.ScheduledAt, each.Reason))
        );
    }

    [Fact]
    public async Task Causes_are_replaced_from_an_hour_on_trimmed_to_a_stretch_and_forgotten()
    {
        var ids = await OpenAsync(Of(Pbx, 0), OfCalls(0));
        await DoAsync(causes => WriteAsync(causes, ids[0], 0, 0, 60, 120));
        await DoAsync(causes => WriteAsync(causes, ids[1], 0, 0, 60));
        await DoAsync(causes => WriteAsync(causes, ids[0], 60, 120, 180));
        Assert.Equal([(ids[0], 0), (ids[0], 120), (ids[0], 180), (ids[1], 0), (ids[1], 60)], await StoredAsync());
        Assert.Equal(Cause(120), (await Door.CausesAsync())[1].Cause);

        await DoAsync(causes => causes.TrimAsync([Stretch(60, 180)], Cancel));
        await DoAsync(causes => causes.ForgetAsync([ids[1]], Cancel));
        Assert.Equal([(ids[0], 120)], await StoredAsync());

        await DoAsync(causes => causes.TrimAsync([Stretch(179, 180)], Cancel));
        Assert.Equal([(ids[0], 120)], await StoredAsync());

        SubjectIncident Stretch(int from, int to) => new(ids[0], Pbx, null, null, new Window(Minute(from), Minute(to)));

        static Task WriteAsync(ICauseLedger causes, long incident, int from, params int[] hours) =>
            causes.WriteAsync(
                [(incident, new View(Pbx, Prague), Minute(from))],
                [.. hours.Select(hour => (incident, Cause(hour)))],
                Cancel
            );

        async Task DoAsync(Func<ICauseLedger, Task> work)
        {
            await OpenAsync(Of(Web, 0));
            await using var correlation = await CorrelateAsync();
            await work(correlation.Causes);
            await correlation.CommitAsync(Minute(90), [], Cancel);
        }

        async Task<IEnumerable<(long, int)>> StoredAsync() =>
            (await Door.CausesAsync()).Select(each =>
                (each.Incident, (int)(each.Cause.Where.Hour - Noon).TotalMinutes)
            );
    }

    [Fact]
    public async Task The_horizon_is_where_days_were_sealed()
    {
        await Door.Retention.SealAsync(Minute(-120), Cancel);
        await OpenAsync(Of(Pbx, 1));
        await using var correlation = await CorrelateAsync();

        Assert.Equal(Minute(-120), await correlation.Causes.HorizonAsync(Cancel));
    }

    private static Cause<(int, short, Instant)> Cause(int minute) =>
        new((Pbx, Prague, Minute(minute)), CauseLayer.Tcp, Reason.Timeout, 2, Minute(minute + 1), Minute(minute + 2));

    private static ProbeResult Failed(int minute, Outcome outcome) =>
        Up("pbx", minute) with
        {
            Outcome = outcome,
            Reason = Reason.Timeout,
        };

    private static DerivedRegion Derived(ClaimedTarget target, short region, int minute)
    {
        var update = new RegionUpdate(Checkpoint.Start, [], [], target.Settings, target.Assignments[region]);
        update.Take([new JudgedResult(Minute(minute), Trigger.Schedule, Outcome.Up)]);
        var stretches = update.End(Minute(90));
        return new DerivedRegion(
            new View(target.Id, region),
            stretches,
            new StepFunction<RegionState>(RegionState.Unknown, stretches[^1].Changes),
            Minute(minute),
            Minute(minute)
        );
    }

    private static LedgerEvent Told(string kind, int target, long incident, int minute) =>
        new(kind, target, null, incident, Minute(minute), "{}");

    private static Opened Of(int target, int minute) => new(target, null, minute, null);

    private static Opened OfCalls(int minute) => new(null, Calls, minute, null);

    /// <summary>Opened in one transaction of a deriver, each told.</summary>
    private async Task<long[]> OpenAsync(params Opened[] incidents)
    {
        var ids = new List<long>();
        await DeriveAsync(async claimed =>
        {
            foreach (var each in incidents)
            {
                var table = each.Target is null ? claimed.ComponentIncidents : claimed.TargetIncidents;
                var to = each.To is { } minute ? Minute(minute) : (Instant?)null;
                var incident = new Incident(Minute(each.From), to, Verdict.Down);
                ids.Add(await table.OpenAsync(each.Target ?? Calls, incident, Noon, Cancel));
            }

            return
            [
                .. incidents.Zip(
                    ids,
                    (each, id) =>
                        new LedgerEvent(
                            EventKinds.IncidentOpened,
                            each.Target,
                            each.Component,
                            id,
                            Minute(each.From),
                            "{}"
                        )
                ),
            ];
        });
        return [.. ids];
    }

    /// <summary>Without news of results: what is claimed was touched by time alone.</summary>
    private async Task DeriveAsync(Func<IDerivation, Task<LedgerEvent[]>> work)
    {
        if (await Door.Derivations.TouchDueAsync(Minute(90), Cancel) == 0)
        {
            await StoreAsync(Up("pbx", 0), Up("web", 0));
            await using (var first = await ClaimAsync())
                await CommitAsync(first, []);

            await Door.Derivations.TouchDueAsync(Minute(90), Cancel);
        }

        await using var claimed = await ClaimAsync();
        await CommitAsync(claimed, await work(claimed));
    }

    private static Task CommitAsync(IDerivation claimed, params LedgerEvent[] events) =>
        claimed.CommitAsync(
            claimed.Targets.ToDictionary(target => target.Id, _ => (Instant?)Minute(80)),
            Minute(90),
            events,
            Cancel
        );

    private async Task<ICorrelation> CorrelateAsync(int limit = 9)
    {
        var claimed = await Door.Correlations.ClaimAsync(limit, [], Cancel);
        Assert.NotNull(claimed);
        return claimed;
    }

    /// <summary>The incidents of news that a claim would have.</summary>
    private async Task<IEnumerable<long>> ClaimedAsync(int limit, params NewsSubject[] except)
    {
        await using var claimed = await Door.Correlations.ClaimAsync(limit, except, Cancel);
        Assert.NotNull(claimed);
        return claimed.News.Where(news => news.IsEvent).Select(news => news.Incident!.Value);
    }

    private async Task ForgetNewsAsync()
    {
        while (await Door.Correlations.ClaimAsync(9, [], Cancel) is { } claimed)
        {
            await using (claimed)
                await claimed.CommitAsync(Minute(90), [], Cancel);
        }
    }

    private sealed record Opened(int? Target, int? Component, int From, int? To);
}
