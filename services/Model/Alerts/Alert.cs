namespace Ringback.Model.Alerts;

/// <summary>The closed list of what somebody must know of that is no incident.</summary>
public static class AlertKinds
{
    /// <summary>An error budget burns too fast (<see cref="Sla.Objectives.BurnAlert"/>).</summary>
    public const string BudgetBurn = "budget_burn";

    /// <summary>Of a component's last hour too much is unknown: its figures stand on little.</summary>
    public const string CoverageLow = "coverage_low";

    /// <summary>Still valid, and not for long.</summary>
    public const string CertificateExpiring = "certificate_expiring";

    /// <summary>Nothing is known any more from a region, of any of its targets.</summary>
    public const string VantageLost = "vantage_lost";

    public static IReadOnlyList<string> All { get; } = [BudgetBurn, CoverageLow, CertificateExpiring, VantageLost];
}

/// <summary>Who is called.</summary>
public enum Urgency
{
    /// <summary>Somebody on a working day.</summary>
    Ticket,

    /// <summary>Somebody now.</summary>
    Page,
}

/// <summary>What an alert is about: of one key one stands at a time.</summary>
/// <param name="Kind">One of <see cref="AlertKinds"/>.</param>
/// <param name="SubjectKind"><c>objective</c>, <c>component</c>, <c>target</c> or <c>region</c>.</param>
/// <param name="Subject">Its id.</param>
/// <param name="Detail">Tells apart what may stand of one subject at once; else empty.</param>
public readonly record struct AlertKey(string Kind, string SubjectKind, string Subject, string Detail = "");

/// <summary>That an alert has reason to stand now.</summary>
/// <param name="Name">What people call the subject.</param>
/// <param name="Summary">One sentence, which holds from now until it is over.</param>
public sealed record Alert(AlertKey Key, Urgency Urgency, string Name, string Summary);
