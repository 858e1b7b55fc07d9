using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Timelines;

namespace Ringback.Store.Correlation;

/// <summary>The ledger as correlators see it: what derivers say of incidents, handed to one at a time, across all processes.</summary>
public interface ICorrelations
{
    /// <summary>The oldest news, and the transaction to work them in.</summary>
    /// <param name="except">Targets and components whose news are left alone.</param>
    /// <returns>Null where there are none, or another is at work.</returns>
    Task<ICorrelation?> ClaimAsync(int limit, IReadOnlyCollection<NewsSubject> except, CancellationToken cancel);
}

/// <summary>News that were claimed, and the one transaction in which they are worked in. Undone unless committed.</summary>
public interface ICorrelation : IAsyncDisposable
{
    /// <summary>In the order in which they were written; those of one subject in the order of their commits.</summary>
    IReadOnlyList<IncidentNews> News { get; }

    IRegionLedger States { get; }

    IVerdictLedger VantageVerdicts { get; }

    IIncidentLedger VantageIncidents { get; }

    ISubjectLedger Subjects { get; }

    IPartLedger Parts { get; }

    ICauseLedger Causes { get; }

    INotificationLedger Notifications { get; }

    /// <summary>Writes the events, deletes the news, and commits.</summary>
    Task CommitAsync(Instant now, IReadOnlyList<LedgerEvent> events, CancellationToken cancel);
}

/// <summary>Who has incidents, and how they hang together.</summary>
public interface ISubjectLedger
{
    /// <summary>The targets themselves, those that share a component with them, and those of the components.</summary>
    Task<IReadOnlyList<int>> AroundAsync(int[] targets, int[] components, CancellationToken cancel);

    /// <summary>Every target that ever was assigned to one of the regions.</summary>
    Task<IReadOnlyList<int>> WatchedByAsync(short[] regions, CancellationToken cancel);

    /// <summary>All that the targets' timelines are made of, except results.</summary>
    Task<IReadOnlyDictionary<int, ClaimedTarget>> FactsAsync(
        IReadOnlyCollection<int> targets,
        CancellationToken cancel
    );

    /// <summary>Kind of check by target.</summary>
    Task<IReadOnlyDictionary<int, string>> KindsAsync(int[] targets, CancellationToken cancel);

    /// <summary>Incidents that stand, of these subjects, and reach to an instant or beyond.</summary>
    Task<IReadOnlyList<SubjectIncident>> IncidentsAsync(
        int[] targets,
        int[] components,
        short[] regions,
        Instant from,
        CancellationToken cancel
    );

    /// <summary>Stretches of incidents, standing or not, and which one each was merged into.</summary>
    Task<IReadOnlyDictionary<long, (Window Window, long? Into)>> StretchesAsync(
        long[] incidents,
        CancellationToken cancel
    );
}

/// <summary>Which incidents are parts of which.</summary>
public interface IPartLedger
{
    /// <summary>Forgets incidents that stand no more, as parts and as wholes.</summary>
    Task ForgetAsync(long[] incidents, CancellationToken cancel);

    /// <summary>Gives each whole these parts and no others.</summary>
    Task WriteAsync(long[] wholes, IReadOnlyCollection<(long Part, long Whole)> pairs, CancellationToken cancel);

    /// <summary>The whole that each of these is part of first of all; those that are part of none are left out.</summary>
    Task<IReadOnlyDictionary<long, long>> WholesAsync(long[] parts, CancellationToken cancel);
}

/// <summary>Why incidents were.</summary>
public interface ICauseLedger
{
    /// <summary>Results of slots before it are gone.</summary>
    Task<Instant> HorizonAsync(CancellationToken cancel);

    /// <summary>The runs of each view, not manual, that were down or degraded, with slots in the window given with it, in the order in which the rules take them.</summary>
    Task<ILookup<View, StoredFailure>> FailuresAsync(
        IReadOnlyDictionary<View, Window> within,
        CancellationToken cancel
    );

    /// <summary>What each of these incidents is said to be, after what the regions say now.</summary>
    Task WriteReasonsAsync(long[] incidents, Instant now, CancellationToken cancel);

    Task ForgetAsync(long[] incidents, CancellationToken cancel);

    /// <summary>Drops the hours that a stretch no longer touches.</summary>
    Task TrimAsync(IReadOnlyList<SubjectIncident> incidents, CancellationToken cancel);

    /// <summary>Replaces what each incident has of each view from a full hour on.</summary>
    Task WriteAsync(
        IReadOnlyList<(long Incident, View View, Instant From)> counted,
        IReadOnlyList<(long Incident, Cause<(int Target, short Region, Instant Hour)> Cause)> causes,
        CancellationToken cancel
    );
}

/// <summary>What was told of each subject so far.</summary>
public interface INotificationLedger
{
    /// <returns><see cref="NotificationFold.Quiet"/> where nothing was told yet.</returns>
    Task<Dictionary<NotifiedSubject, NotificationFold>> ReadAsync(
        IReadOnlyCollection<NotifiedSubject> subjects,
        CancellationToken cancel
    );

    Task WriteAsync(IReadOnlyDictionary<NotifiedSubject, NotificationFold> folds, CancellationToken cancel);
}
