using Ringback.Model;
using Ringback.Model.Alerts;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;
using Ringback.Store.Alerts;
using Ringback.Store.Catalogs;
using Ringback.Store.Objectives;

namespace Ringback.Aggregator.Alerts.Watching;

/// <summary>Looks whether anything has reason to be told that is no incident, and whether what was told is over.</summary>
internal sealed class AlertWatch(
    KnownAlerts alerts,
    AlertReads reads,
    CatalogVersions catalogs,
    StandingReads standings,
    SubjectReads subjects,
    TimeProvider time
)
{
    /// <summary>Certificates move slowly, and asking for them reads a result of every view.</summary>
    private static readonly TimeSpan CertificatePeriod = TimeSpan.FromMinutes(5);

    private Instant? _certificatesAt;
    private IReadOnlyList<Alert> _certificates = [];

    /// <returns>False where another process is at it.</returns>
    public Task<bool> LookAsync(CancellationToken cancel)
    {
        var now = Instant.Now(time);
        return alerts.TrySettleAsync(standing => JudgeAsync(standing, now, cancel), now, cancel);
    }

    private async Task<IReadOnlyList<Alert>> JudgeAsync(
        IReadOnlyList<KnownAlert> standing,
        Instant now,
        CancellationToken cancel
    )
    {
        if (await catalogs.InForceAsync(now, cancel) is not { Catalog: var catalog })
            return [];

        var stood = standing.Select(known => known.Alert.Key).ToHashSet();
        var maintained = await reads.MaintainedAsync(now, cancel);
        IEnumerable<Alert> reasons =
        [
            .. await BurningAsync(catalog, now, cancel),
            .. await CoverageAsync(catalog, stood, now, cancel),
            .. await VantagesAsync(now, cancel),
            .. await CertificatesAsync(now, cancel),
        ];

        // Of what is worked on nothing opens before the work is over; what stood stands on.
        return
        [
            .. reasons.Where(alert =>
                stood.Contains(alert.Key) || !maintained.Contains((alert.Key.SubjectKind, alert.Key.Subject))
            ),
        ];
    }

    private async Task<List<Alert>> BurningAsync(Catalog catalog, Instant now, CancellationToken cancel)
    {
        var found = new List<Alert>();
        foreach (var objective in catalog.Objectives)
        {
            var standing = await standings.ReadAsync(ObjectiveTerms.Of(objective, catalog), now, cancel);
            found.AddRange(
                AlertRule.Burning(objective, standing.Burn.Where(burn => burn.Fires).Select(burn => burn.Alert))
            );
        }

        return found;
    }

    private async Task<List<Alert>> CoverageAsync(
        Catalog catalog,
        HashSet<AlertKey> stood,
        Instant now,
        CancellationToken cancel
    )
    {
        var found = new List<Alert>();
        var hour = new Window(now - AlertRule.CoverageWindow, now);
        foreach (var component in catalog.Components)
        {
            var facts = await subjects.ReadAsync(
                new SubjectQuestion([], [component.Id], hour, Beneath: false),
                now,
                cancel
            );
            var figure = Availability.Of(
                facts.Subject.Verdicts,
                facts.Subject.Maintenance.Alive,
                hour,
                facts.Subject.AsOf
            );
            var alert = AlertRule.CoverageLow(component.Id, component.Name);
            if (AlertRule.IsCoverageLow(figure, stood.Contains(alert.Key)))
                found.Add(alert);
        }

        return found;
    }

    private async Task<IEnumerable<Alert>> VantagesAsync(Instant now, CancellationToken cancel)
    {
        var regions = await reads.RegionsAsync(now, cancel);
        return regions
            .Where(region => region.IsSilent && now - region.WatchingSince >= AlertRule.VantageGrace)
            .Select(region => AlertRule.VantageLost(region.Region, region.Name));
    }

    private async Task<IReadOnlyList<Alert>> CertificatesAsync(Instant now, CancellationToken cancel)
    {
        if (_certificatesAt is { } at && at <= now && now - at < CertificatePeriod)
            return _certificates;

        var shown = await reads.CertificatesAsync(now, cancel);
        _certificates =
        [
            .. shown
                .Where(each => each.Left < AlertRule.CertificateLeft)
                .Select(each => AlertRule.CertificateExpiring(each.Target, each.Name)),
        ];
        _certificatesAt = now;
        return _certificates;
    }
}
