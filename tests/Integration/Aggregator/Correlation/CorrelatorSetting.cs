using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Correlation;

/// <summary>Three targets and two components in a ledger whose correlator is at work.</summary>
public abstract class CorrelatorSetting(LabFixture lab) : IAsyncLifetime
{
    private protected Centre Centre { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Centre = await Centre.StartAsync(lab, Catalog());

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Centre.DisposeAsync();
    }

    private protected static Catalog Catalog()
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

    private protected static Instant At(double minute) => Samples.Noon + TimeSpan.FromMinutes(minute);

    private protected static IEnumerable<ProbeResult> Up(string target, int from, int to, params string[] regions) =>
        Runs(target, from, to, null, null, regions);

    private protected static IEnumerable<ProbeResult> Fail(string target, int from, int to, params string[] regions) =>
        Runs(target, from, to, Reason.Timeout, null, regions);

    private protected static IEnumerable<ProbeResult> Fail(
        string target,
        int from,
        int to,
        Reason reason,
        int status
    ) => Runs(target, from, to, reason, status, []);

    private protected static IEnumerable<ProbeResult> Runs(
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

    private protected static ProbeResult Result(
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

    private protected static ProbeResult Sooner(ProbeResult result) =>
        result with
        {
            StartedAt = result.StartedAt - TimeSpan.FromMilliseconds(1),
        };

    /// <summary>Each that stands, and what it is part of.</summary>
    private protected Task<List<string>> PartsAsync() =>
        Centre.Database.RowsAsync(
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

    private protected static string SlugSql(string of) =>
        $"""
            coalesce(
                (select slug from target where id = {of}.target),
                (select slug from component where id = {of}.component),
                (select slug from region where id = {of}.region)
            )
            """;
}
