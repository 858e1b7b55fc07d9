using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Aggregator.Correlation;

/// <summary>What incidents know, through the real database.</summary>
public sealed class CorrelatorTests(LabFixture lab) : CorrelatorSetting(lab)
{
    [Fact]
    public async Task Causes_are_counted_by_layer_and_region_and_late_data_amends_them()
    {
        Centre.SetTime(At(10.5));
        await Centre.IngestAsync(
            Up("pbx", 0, 3),
            Fail("pbx", 3, 6, Reason.UnexpectedStatus, 503),
            Up("pbx", 6, 11),
            Up("web", 0, 11)
        );
        await Centre.DeriveAsync();

        string[] sip5xx =
        [
            "brno sip5xx unexpected_status 3",
            "frankfurt sip5xx unexpected_status 3",
            "prague sip5xx unexpected_status 3",
        ];
        Assert.Equal(sip5xx, await CausesAsync("pbx"));
        Assert.Equal(sip5xx, await CausesAsync("calls"));

        // Late: a failure of web within the component's stretch, and one of pbx that another with the same slot replaces.
        await Centre.IngestAsync(
            [Result("web", "prague", 4, Reason.ConnectionRefused, trigger: Trigger.Confirm)],
            [Sooner(Result("pbx", "brno", 4, Reason.AuthFailed))]
        );
        await Centre.DeriveAsync();

        Assert.Equal(
            [
                "brno sip5xx unexpected_status 2",
                "brno sip_auth auth_failed 1",
                "frankfurt sip5xx unexpected_status 3",
                "prague sip5xx unexpected_status 3",
            ],
            await CausesAsync("pbx")
        );
        Assert.Equal(
            [
                "brno sip5xx unexpected_status 2",
                "brno sip_auth auth_failed 1",
                "frankfurt sip5xx unexpected_status 3",
                "prague sip5xx unexpected_status 3",
                "prague tcp connection_refused 1",
            ],
            await CausesAsync("calls")
        );
    }

    [Fact]
    public async Task A_targets_incident_is_part_of_its_components_and_the_two_are_one_notification()
    {
        Centre.SetTime(At(5.5));
        await Centre.IngestAsync(Up("pbx", 0, 3), Fail("pbx", 3, 6), Up("web", 0, 3), Fail("web", 3, 6));
        await Centre.DeriveAsync();

        Assert.Equal(["calls -", "pbx calls", "web calls"], await PartsAsync());
        Assert.Equal(
            [
                "incident_opened calls true false -",
                "incident_opened pbx false false calls",
                "incident_opened web false false calls",
            ],
            await EventsAsync()
        );
    }

    [Fact]
    public async Task A_subject_that_flaps_is_told_as_flapping_once_and_then_not_at_all()
    {
        await Centre.IngestAsync(Up("web", 0, 1));
        for (var minute = 0; minute < 20; minute += 4)
        {
            foreach (var (from, outcome) in new[] { (minute, Outcome.Up), (minute + 2, Outcome.Down) })
            {
                Centre.SetTime(At(from + 1.5));
                await Centre.IngestAsync(
                    outcome == Outcome.Up ? Up("mail", from, from + 2) : Fail("mail", from, from + 2)
                );
                await Centre.DeriveAsync();
            }
        }

        Assert.Equal(
            [
                "incident_opened true false",
                "incident_closed true false",
                "incident_opened true false",
                "incident_closed true false",
                "incident_opened true false",
                "incident_closed true false",
                "incident_opened true true",
                "incident_closed false true",
                "incident_opened false true",
            ],
            await Centre.Database.RowsAsync(
                """
                select kind, body ->> 'notify', body ->> 'flapping' from event
                where component = (select id from component where slug = 'post') and incident is not null
                order by id
                """
            )
        );
        Assert.Equal(
            ["1"],
            await Centre.Database.RowsAsync(
                "select count(distinct body ->> 'notification') from event where component = (select id from component where slug = 'post') and incident is not null"
            )
        );
    }

    [Fact]
    public async Task An_outage_that_was_over_when_it_became_known_calls_nobody()
    {
        Centre.SetTime(At(10.5));
        await Centre.IngestAsync(Up("pbx", 0, 3), Fail("pbx", 3, 6), Up("pbx", 6, 11), Up("web", 0, 11));
        await Centre.DeriveAsync();

        Assert.Equal(
            ["false"],
            await Centre.Database.RowsAsync("select distinct body ->> 'notify' from event where incident is not null")
        );
    }

    [Fact]
    public async Task Several_correlators_at_once_tell_everything_once()
    {
        Centre.SetTime(At(5.5));
        await Centre.IngestAsync(Up("pbx", 0, 3), Fail("pbx", 3, 6));
        while (await Centre.Deriver.DeriveAsync(32, [], TestContext.Current.CancellationToken) > 0) { }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Centre.CorrelateAsync()));
        await Centre.DeriveAsync();

        Assert.Equal(
            ["incident_opened calls true false -", "incident_opened pbx false false calls"],
            await EventsAsync()
        );
        Assert.Empty(await Centre.Database.RowsAsync("select 1 from incident_news"));
    }

    private Task<List<string>> CausesAsync(string subject) =>
        Centre.Database.RowsAsync(
            $"""
            select region.slug, case layer when 2 then 'tcp' when 7 then 'sip_auth' when 9 then 'sip5xx' end,
                case incident_cause.reason when 3 then 'connection_refused' when 8 then 'auth_failed' when 9 then 'unexpected_status' end,
                sum(count)
            from incident_cause
            join incident on incident.id = incident_cause.incident
            left join target on target.id = incident.target
            left join component on component.id = incident.component
            join region on region.id = incident_cause.region
            where coalesce(target.slug, component.slug) = '{subject}'
            group by region.slug, layer, incident_cause.reason
            order by region.slug, layer desc
            """
        );

    private Task<List<string>> EventsAsync() =>
        Centre.Database.RowsAsync(
            $"""
            select kind, {SlugSql("event")}, body ->> 'notify', body ->> 'flapping',
                (select {SlugSql("incident")} from incident where id = (body ->> 'part_of')::bigint)
            from event where incident is not null order by 1, 2
            """
        );
}
