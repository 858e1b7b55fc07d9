using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Correlation;

/// <summary>What incidents know, through the real database.</summary>
public sealed class CorrelatorTests(LabFixture lab) : IAsyncLifetime
{
    private static readonly string[] All = ["pbx", "web", "mail"];

    private Centre _centre = null!;

    public async ValueTask InitializeAsync() => _centre = await Centre.StartAsync(lab, Catalog());

    public ValueTask DisposeAsync() => _centre.DisposeAsync();

    [Fact]
    public async Task Causes_are_counted_by_layer_and_region_and_late_data_amends_them()
    {
        _centre.SetTime(At(10.5));
        await _centre.IngestAsync(
            Up("pbx", 0, 3),
            Fail("pbx", 3, 6, Reason.UnexpectedStatus, 503),
            Up("pbx", 6, 11),
            Up("web", 0, 11)
        );
        await _centre.DeriveAsync();

        string[] sip5xx =
        [
            "brno sip5xx unexpected_status 3",
            "frankfurt sip5xx unexpected_status 3",
            "prague sip5xx unexpected_status 3",
        ];
        Assert.Equal(sip5xx, await CausesAsync("pbx"));
        Assert.Equal(sip5xx, await CausesAsync("calls"));

        // Late: a failure of web within the component's stretch, and one of pbx that another with the same slot replaces.
        await _centre.IngestAsync(
            [Result("web", "prague", 4, Reason.ConnectionRefused, trigger: Trigger.Confirm)],
            [Sooner(Result("pbx", "brno", 4, Reason.AuthFailed))]
        );
        await _centre.DeriveAsync();

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
        _centre.SetTime(At(5.5));
        await _centre.IngestAsync(Up("pbx", 0, 3), Fail("pbx", 3, 6), Up("web", 0, 3), Fail("web", 3, 6));
        await _centre.DeriveAsync();

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
    public async Task A_region_whose_every_target_fails_is_one_incident_and_theirs_are_parts_of_it()
    {
        _centre.SetTime(At(9.5));
        await _centre.IngestAsync(
            Up("pbx", 0, 10, "brno", "frankfurt"),
            Up("web", 0, 10, "brno", "frankfurt"),
            Up("mail", 0, 10, "brno", "frankfurt")
        );
        await _centre.IngestAsync(Up("pbx", 0, 3, "prague"), Up("web", 0, 3, "prague"), Up("mail", 0, 4, "prague"));
        await _centre.IngestAsync(
            Fail("pbx", 3, 8, "prague"),
            Fail("web", 3, 7, "prague"),
            Fail("mail", 4, 7, "prague")
        );
        await _centre.IngestAsync(Up("pbx", 8, 10, "prague"), Up("web", 7, 10, "prague"), Up("mail", 7, 10, "prague"));
        await _centre.DeriveAsync();

        Assert.Equal(
            ["calls prague", "mail prague", "pbx prague", "post prague", "prague -", "web prague"],
            await PartsAsync()
        );
        Assert.Equal(["prague 12:04:00 12:07:00 3"], await RegionIncidentsAsync());

        // Another region saw pbx down, too: that outage is its own, and so is its component's.
        await _centre.IngestAsync(Fail("pbx", 4, 7, "brno").Select(Sooner));
        await _centre.DeriveAsync();
        Assert.Equal(
            ["calls -", "mail prague", "pbx calls", "post prague", "prague -", "web prague"],
            await PartsAsync()
        );

        // One target was up in prague after all: there never was an outage of the region.
        await _centre.IngestAsync(Up("mail", 4, 7, "prague").Select(Sooner));
        await _centre.DeriveAsync();
        Assert.Equal(["calls -", "pbx calls", "web calls"], await PartsAsync());
        Assert.Equal(
            ["true"],
            await _centre.Database.RowsAsync("select withdrawn::text from incident where region is not null")
        );
    }

    /// <summary>Seed 1127 of the simulation in short.</summary>
    [Fact]
    public async Task What_is_over_of_a_regions_incident_stays_part_of_it_while_it_goes_on()
    {
        await FailInPragueAsync();
        string[] first = ["calls prague", "mail prague", "pbx prague", "post prague", "prague -", "web prague"];
        Assert.Equal(first, await PartsAsync());

        _centre.SetTime(At(15.5));
        await _centre.IngestAsync(All.Select(target => Up(target, 12, 16, "brno", "frankfurt")));
        await _centre.IngestAsync(Fail("pbx", 12, 16, "prague"), Fail("web", 12, 16, "prague"));
        await _centre.DeriveAsync();

        Assert.Equal(
            first.Concat(["calls prague", "pbx prague", "web prague"]).Order(StringComparer.Ordinal),
            await PartsAsync()
        );
    }

    /// <summary>Seed 2835 of the simulation in short.</summary>
    [Fact]
    public async Task What_began_after_a_regions_incident_was_over_is_no_part_of_it_although_its_end_was_not_known_then()
    {
        await FailInPragueAsync();
        _centre.SetTime(At(15.5));
        await _centre.IngestAsync(Up("pbx", 12, 16, "brno", "frankfurt"), Fail("pbx", 12, 16, "prague"));
        await _centre.DeriveAsync();
        Assert.Equal(2, (await PartsAsync()).Count(part => part == "pbx prague"));

        // Web answers in prague again: its incident was over at 12:10, when nothing was known any more.
        _centre.SetTime(At(17.5));
        await _centre.IngestAsync(Up("pbx", 16, 18, "brno", "frankfurt"), Fail("pbx", 16, 18, "prague"));
        await _centre.IngestAsync(Up("web", 16, 18, "prague"));
        await _centre.DeriveAsync();

        Assert.Equal(["prague 12:03:00 12:10:00 3"], await RegionIncidentsAsync());
        Assert.Equal(
            [
                "calls prague",
                "calls -",
                "mail prague",
                "pbx calls",
                "pbx prague",
                "post prague",
                "prague -",
                "web prague",
            ],
            await PartsAsync()
        );
    }

    [Fact]
    public async Task A_region_that_fails_while_nobody_else_reaches_its_targets_is_no_vantage_incident()
    {
        _centre.SetTime(At(5.5));
        await _centre.IngestAsync(
            Up("pbx", 0, 3),
            Fail("pbx", 3, 6),
            Up("web", 0, 3),
            Fail("web", 3, 6),
            Up("mail", 0, 3),
            Fail("mail", 3, 6)
        );
        await _centre.DeriveAsync();

        Assert.Empty(await RegionIncidentsAsync());
    }

    [Fact]
    public async Task A_subject_that_flaps_is_told_as_flapping_once_and_then_not_at_all()
    {
        await _centre.IngestAsync(Up("web", 0, 1));
        for (var minute = 0; minute < 20; minute += 4)
        {
            foreach (var (from, outcome) in new[] { (minute, Outcome.Up), (minute + 2, Outcome.Down) })
            {
                _centre.SetTime(At(from + 1.5));
                await _centre.IngestAsync(
                    outcome == Outcome.Up ? Up("mail", from, from + 2) : Fail("mail", from, from + 2)
                );
                await _centre.DeriveAsync();
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
            await _centre.Database.RowsAsync(
                """
                select kind, body ->> 'notify', body ->> 'flapping' from event
                where component = (select id from component where slug = 'post') and incident is not null
                order by id
                """
            )
        );
        Assert.Equal(
            ["1"],
            await _centre.Database.RowsAsync(
                "select count(distinct body ->> 'notification') from event where component = (select id from component where slug = 'post') and incident is not null"
            )
        );
    }

    [Fact]
    public async Task An_outage_that_was_over_when_it_became_known_calls_nobody()
    {
        _centre.SetTime(At(10.5));
        await _centre.IngestAsync(Up("pbx", 0, 3), Fail("pbx", 3, 6), Up("pbx", 6, 11), Up("web", 0, 11));
        await _centre.DeriveAsync();

        Assert.Equal(
            ["false"],
            await _centre.Database.RowsAsync("select distinct body ->> 'notify' from event where incident is not null")
        );
    }

    [Fact]
    public async Task Several_correlators_at_once_tell_everything_once()
    {
        _centre.SetTime(At(5.5));
        await _centre.IngestAsync(Up("pbx", 0, 3), Fail("pbx", 3, 6));
        while (await _centre.Deriver.DeriveAsync(32, [], TestContext.Current.CancellationToken) > 0) { }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _centre.CorrelateAsync()));
        await _centre.DeriveAsync();

        Assert.Equal(
            ["incident_opened calls true false -", "incident_opened pbx false false calls"],
            await EventsAsync()
        );
        Assert.Empty(await _centre.Database.RowsAsync("select 1 from incident_news"));
    }

    /// <summary>All of it fails there from 12:03 on; from 12:08 on nothing comes, so that nothing is known from 12:10 on.</summary>
    private async Task FailInPragueAsync()
    {
        _centre.SetTime(At(11.5));
        await _centre.IngestAsync(All.Select(target => Up(target, 0, 12, "brno", "frankfurt")));
        await _centre.IngestAsync(All.Select(target => Up(target, 0, 3, "prague")));
        await _centre.IngestAsync(All.Select(target => Fail(target, 3, 8, "prague")));
        await _centre.DeriveAsync();
    }

    private static Catalog Catalog()
    {
        var mail = Samples.Target("mail") with { Check = new HttpsCheck { Url = new Uri("https://mail.test/") } };
        var web = Samples.Target("web") with { Check = new HttpsCheck { Url = new Uri("https://web.test/") } };
        return Samples.Catalog(Samples.Target("pbx"), web, mail) with
        {
            Components =
            [
                new Component("calls", "Calls", null, ["pbx", "web"]),
                new Component("post", "Post", null, ["mail"]),
            ],
        };
    }

    private static Instant At(double minute) => Samples.Noon + TimeSpan.FromMinutes(minute);

    private static IEnumerable<ProbeResult> Up(string target, int from, int to, params string[] regions) =>
        Runs(target, from, to, null, null, regions);

    private static IEnumerable<ProbeResult> Fail(string target, int from, int to, params string[] regions) =>
        Runs(target, from, to, Reason.Timeout, null, regions);

    private static IEnumerable<ProbeResult> Fail(string target, int from, int to, Reason reason, int status) =>
        Runs(target, from, to, reason, status, []);

    private static IEnumerable<ProbeResult> Runs(
        string target,
        int from,
        int to,
        Reason? reason,
        int? status,
        string[] regions
    ) =>
        Enumerable
            .Range(from, to - from)
            .SelectMany(minute =>
                (regions.Length > 0 ? regions : Samples.Regions).Select(region =>
                    Result(target, region, minute, reason, status)
                )
            );

    private static ProbeResult Result(
        string target,
        string region,
        int minute,
        Reason? reason,
        int? status = null,
        Trigger trigger = Trigger.Schedule
    ) =>
        Samples.Result(target, region, At(minute), reason is null ? Outcome.Up : Outcome.Down, trigger) with
        {
            Reason = reason,
            Phases = [],
            Measurements = status is { } code ? [new Measurement(MeasurementNames.StatusCode, code)] : [],
        };

    private static ProbeResult Sooner(ProbeResult result) =>
        result with
        {
            StartedAt = result.StartedAt - TimeSpan.FromMilliseconds(1),
        };

    private Task<List<string>> CausesAsync(string subject) =>
        _centre.Database.RowsAsync(
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

    /// <summary>Each that stands, and what it is part of.</summary>
    private Task<List<string>> PartsAsync() =>
        _centre.Database.RowsAsync(
            $"""
            select {SlugSql("part")}, (
                select {SlugSql(
                "whole"
            )} from incident_part join incident as whole on whole.id = incident_part.whole where incident_part.part = part.id
                order by whole.region is null limit 1
            )
            from incident as part
            where merged_into is null and not withdrawn
            order by 1, 2
            """
        );

    private Task<List<string>> RegionIncidentsAsync() =>
        _centre.Database.RowsAsync(
            """
            select slug, to_char(opened_at, 'HH24:MI:SS'), to_char(closed_at, 'HH24:MI:SS'), severity
            from incident join region on region.id = region
            where merged_into is null and not withdrawn
            """
        );

    private Task<List<string>> EventsAsync() =>
        _centre.Database.RowsAsync(
            $"""
            select kind, {SlugSql("event")}, body ->> 'notify', body ->> 'flapping',
                (select {SlugSql("incident")} from incident where id = (body ->> 'part_of')::bigint)
            from event where incident is not null order by 1, 2
            """
        );

    private static string SlugSql(string of) =>
        $"""
            coalesce(
                (select slug from target where id = {of}.target),
                (select slug from component where id = {of}.component),
                (select slug from region where id = {of}.region)
            )
            """;
}
