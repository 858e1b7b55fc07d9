using System.Globalization;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;

namespace Ringback.Model.Alerts;

/// <summary>When an alert begins to stand, and when it is over. What stands ends later than it began, so that nothing flutters.</summary>
public static class AlertRule
{
    /// <summary>How far coverage looks back.</summary>
    public static TimeSpan CoverageWindow { get; } = TimeSpan.FromHours(1);

    /// <summary>Of a month left: who renews a month ahead, as most do, is never told.</summary>
    public static TimeSpan CertificateLeft { get; } = TimeSpan.FromDays(21);

    /// <summary>A region may take so long to its first opinion.</summary>
    public static TimeSpan VantageGrace { get; } = TimeSpan.FromMinutes(5);

    /// <summary>What had reason to stand again meanwhile is the same alert: who comes and goes calls once.</summary>
    public static TimeSpan Quiet { get; } = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LeastService = TimeSpan.FromMinutes(15);

    /// <param name="quietSince">Since when it has had no reason to stand.</param>
    public static bool IsOver(Instant quietSince, Instant now) => now - quietSince >= Quiet;

    /// <summary>The most urgent of the burn alerts that fire calls at once, the slow one on a working day.</summary>
    public static IEnumerable<Alert> Burning(Objective objective, IEnumerable<BurnAlert> firing) =>
        firing.Select(burn => new Alert(
            new AlertKey(AlertKinds.BudgetBurn, "objective", objective.Id, Text(burn.Long)),
            burn.Long <= TimeSpan.FromHours(6) ? Urgency.Page : Urgency.Ticket,
            objective.Id,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The error budget of {objective.Id} burns more than {burn.Tenths / 10m} times as fast as it may, over {Text(burn.Long)} and over the last {Text(burn.Short)}"
            )
        ));

    /// <summary>Stands once less than 90 % of the last hour is known, until 99 % are.</summary>
    /// <param name="hour">Of the component, outside maintenance; under 15 minutes of it say nothing new.</param>
    public static bool IsCoverageLow(Availability hour, bool stood)
    {
        var known = hour.Measured;
        var all = known + hour.Unknown;
        if (all < LeastService.Ticks / TimeSpan.TicksPerMicrosecond)
            return stood;

        return (Int128)known * 100 < (Int128)all * (stood ? 99 : 90);
    }

    public static Alert CoverageLow(string component, string name) =>
        new(
            new AlertKey(AlertKinds.CoverageLow, "component", component),
            Urgency.Ticket,
            name,
            $"Of the last hour of {name} less than nine tenths are known"
        );

    public static Alert CertificateExpiring(string target, string name) =>
        new(
            new AlertKey(AlertKinds.CertificateExpiring, "target", target),
            Urgency.Ticket,
            name,
            $"The certificate of {name} is valid for less than {CertificateLeft.Days} days"
        );

    public static Alert VantageLost(string region, string name) =>
        new(
            new AlertKey(AlertKinds.VantageLost, "region", region),
            Urgency.Ticket,
            name,
            $"Nothing is known any more from {name}: its worker is away, or has no network"
        );

    private static string Text(TimeSpan length) =>
        length.TotalDays >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{length.TotalDays} d")
        : length.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{length.TotalHours} h")
        : string.Create(CultureInfo.InvariantCulture, $"{length.TotalMinutes} min");
}
