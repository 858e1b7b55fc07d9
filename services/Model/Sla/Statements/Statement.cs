using Ringback.Model.Catalogs;
using Ringback.Model.Results;

namespace Ringback.Model.Sla.Statements;

/// <summary>What came of a promise in one closed calendar month: written down once, and never changed.</summary>
/// <remarks>Every second, run and ratio in it follows from the timelines and from the terms that are in it too.</remarks>
public sealed record Statement
{
    /// <summary>Version of the rules that it was made by: <see cref="RulesVersion"/>.</summary>
    public required string Rules { get; init; }

    /// <summary>Release of the IANA zone data that its bounds were computed with.</summary>
    public required string ZoneData { get; init; }

    /// <summary>As promised at the month's end.</summary>
    public required Objective Objective { get; init; }

    /// <summary>Its service hours; null where all time counts.</summary>
    public ServiceCalendar? Calendar { get; init; }

    /// <summary>Such as <c>2026-10</c>, in the contract's zone.</summary>
    public required string Period { get; init; }

    public required Instant From { get; init; }

    /// <summary>Exclusive.</summary>
    public required Instant To { get; init; }

    /// <summary>Up to when data was complete, at most <see cref="To"/>.</summary>
    public required Instant CompleteTo { get; init; }

    public required StatementFigures Figures { get; init; }

    /// <summary>Time that counted as maintenance, in order.</summary>
    public required IReadOnlyList<StatementExclusion> Exclusions { get; init; }

    /// <summary>In order of time.</summary>
    public required IReadOnlyList<StatementIncident> Incidents { get; init; }

    /// <summary>Counted time in which nobody knew, in order.</summary>
    public required IReadOnlyList<Window> Gaps { get; init; }
}

/// <summary>Exact seconds; ratios floored to 9 decimals, null where nothing was counted.</summary>
/// <param name="MaintenanceSeconds">As much of it as the promise excludes.</param>
/// <param name="ValidRuns">Null, like the next ones, where the ledger does not have the runs any more.</param>
/// <param name="ErrorBudget">Of what the promise counts: seconds, runs or calls.</param>
/// <param name="Kept">Whether the promise was kept, judged on whole numbers; null where nothing was counted.</param>
public sealed record StatementFigures(
    decimal MeasuredSeconds,
    decimal UpSeconds,
    decimal DegradedSeconds,
    decimal PartialSeconds,
    decimal DownSeconds,
    decimal UnknownSeconds,
    decimal MaintenanceSeconds,
    decimal? Availability,
    decimal? Coverage,
    long? ValidRuns,
    long? GoodRuns,
    decimal? SuccessRatio,
    long? CompletedCalls,
    long? ConformingCalls,
    decimal? CallQuality,
    decimal? ErrorBudget,
    decimal? BudgetRemaining,
    bool? Kept
);

/// <param name="Work">The windows that announced it.</param>
public sealed record StatementExclusion(Instant From, Instant To, decimal Seconds, IReadOnlyList<AnnouncedWork> Work);

/// <summary>Announced work, by the window's id and title.</summary>
public sealed record AnnouncedWork(string Id, string Title, Instant From, Instant To);

/// <param name="From">Cut to the month; likewise <paramref name="To"/>.</param>
/// <param name="Severity">The worst verdict reached in it.</param>
/// <param name="DownSeconds">Of it, as far as it counted.</param>
/// <param name="Known">The incidents of the ledger that overlap it.</param>
public sealed record StatementIncident(
    Instant From,
    Instant To,
    Verdict Severity,
    decimal DownSeconds,
    IReadOnlyList<KnownIncident> Known
);

/// <summary>Without its number: that depends on the order in which data arrived, and nothing here does.</summary>
/// <param name="Subject">Id of its target or component.</param>
/// <param name="From">Whole, whether or not it began in the month.</param>
/// <param name="To">Null while it is open.</param>
/// <param name="Reason">Of the region that turned bad first; null where nobody knows.</param>
public sealed record KnownIncident(string Subject, Instant From, Instant? To, Reason? Reason);
