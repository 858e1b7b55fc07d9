using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Simulation.Contracts;

/// <summary>What correlators rely on when they claim news, write and tell.</summary>
public abstract class CorrelationContract : CorrelationSetting
{
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

    /// <summary>The incidents of news that a claim would have.</summary>
    private async Task<IEnumerable<long>> ClaimedAsync(int limit, params NewsSubject[] except)
    {
        await using var claimed = await Door.Correlations.ClaimAsync(limit, except, Cancel);
        Assert.NotNull(claimed);
        return claimed.News.Where(news => news.IsEvent).Select(news => news.Incident!.Value);
    }
}
