using Ringback.Aggregator.Correlation;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Verification;

/// <summary>Whose verdicts an incident is read off.</summary>
internal sealed record IncidentSubject(
    (int? Target, int? Component, short? Region) Key,
    string Slug,
    StepFunction<Verdict> Verdicts,
    IReadOnlyList<Window> Lifetime,
    Instant AsOf
);

/// <summary>Incidents from verdicts; their causes from raw results, their reasons from states, their parts from both.</summary>
internal sealed class IncidentVerifier(
    LedgerSnapshot snapshot,
    IReadOnlyDictionary<short, string> regions,
    IReadOnlyDictionary<int, ClaimedTarget> targets,
    IReadOnlyList<StoredIncidentRow> rows
)
{
    private readonly Dictionary<long, StoredIncidentRow> _byId = rows.ToDictionary(row => row.Id);
    private readonly Dictionary<View, ILookup<Instant, (RegionState State, Reason? Reason)>> _bad = [];

    /// <summary>Stretches, severities, reasons, and where those that stand no more point to.</summary>
    /// <param name="areAll">Whether an incident of none of these subjects is one too many.</param>
    /// <param name="withReasons">Whether the correlator has nothing to do with them any more.</param>
    public async Task<List<Discrepancy>> StretchesAsync(
        IReadOnlyList<IncidentSubject> subjects,
        bool areAll,
        bool withReasons,
        CancellationToken cancel
    )
    {
        var found = new List<Discrepancy>();
        var known = subjects.Select(subject => subject.Key).ToHashSet();
        foreach (var subject in subjects)
        {
            var own = rows.Where(row => row.Subject == subject.Key).ToList();
            found.AddRange(
                Discrepancy.Between(
                    subject.Slug,
                    null,
                    "incident",
                    own.Where(row => row.IsStanding).Select(row => (row.Incident.OpenedAt, row.Incident)),
                    Model
                        .Sla.Incidents.Of(subject.Verdicts, subject.Lifetime, subject.AsOf)
                        .Select(incident => (incident.OpenedAt, incident)),
                    Text
                )
            );
            foreach (var row in own.Where(row => row.MergedInto is { } into && !IsOfSame(row, into)))
                found.Add(Wrong(subject.Slug, row, $"merged into {row.MergedInto}", "merged into one of its subject"));

            foreach (var row in own.Where(row => row.IsStanding && withReasons))
            {
                if (await ReasonAsync(row, cancel) is var reason && reason != row.Reason)
                    found.Add(Wrong(subject.Slug, row, $"for {row.Reason}", $"for {reason}"));
            }
        }

        found.AddRange(
            rows.Where(row => areAll && !known.Contains(row.Subject))
                .Select(row => Wrong(Discrepancy.Nothing, row, "of nobody, or of several", "of one"))
        );
        return found;
    }

    /// <summary>Failed runs by hour, from the horizon on: of what was before, the counts stand.</summary>
    public async Task<List<Discrepancy>> CausesAsync(Instant horizon, CancellationToken cancel)
    {
        var standing = rows.Where(row => row is { IsStanding: true, Region: null }).ToList();
        var kinds = await snapshot.Subjects.KindsAsync([.. targets.Keys], cancel);
        var computed = new List<(long Incident, Cause<(int, short, Instant Hour)> Cause)>();
        foreach (var target in targets.Values)
        {
            var own = standing.Select(Subject).Where(each => CauseStage.IsOf(each, target)).ToList();
            if (own.Count == 0)
                continue;

            var first = own.Min(each => each.Window.From.HourStart.Microseconds);
            var window = new Window(Instant.Max(horizon, new Instant(first)), Instant.MaxValue);
            var failures = await snapshot.Causes.FailuresAsync(
                target.Assignments.Keys.ToDictionary(region => new View(target.Id, region), _ => window),
                cancel
            );
            computed.AddRange(
                from incident in own
                from region in target.Assignments.Keys
                from cause in CauseStage.Causes(
                    incident,
                    target,
                    region,
                    kinds[target.Id],
                    failures[new View(target.Id, region)]
                )
                select (incident.Id, cause)
            );
        }

        var stored = await snapshot.Stored.CausesAsync(cancel);
        return
        [
            .. Discrepancy.Between(
                "incidents",
                null,
                "incident_cause",
                stored.Where(each => each.Cause.Where.Hour >= horizon).Select(each => (each.Cause.Where.Hour, each)),
                computed.Select(each => (each.Cause.Where.Hour, each)),
                each =>
                    $"{each.Incident}: {each.Cause.Count} of {each.Cause.Where.Item1} from {each.Cause.Where.Item2} by {each.Cause.Layer} {each.Cause.Reason} {each.Cause.FirstAt}..{each.Cause.LastAt}"
            ),
        ];
    }

    public async Task<List<Discrepancy>> PartsAsync(Instant asOf, CancellationToken cancel)
    {
        var standing = rows.Where(row =>
                row.IsStanding && (row.Target is not { } target || targets.ContainsKey(target))
            )
            .Select(Subject)
            .ToList();
        var computed = await new PartFinder(snapshot.Regions, targets, asOf).FindAsync(
            standing.FindAll(each => each.Target is null),
            standing.FindAll(each => each.Target is not null),
            cancel
        );
        var stored = await snapshot.Stored.PartsAsync(cancel);
        return
        [
            .. Discrepancy.Between(
                "incidents",
                null,
                "incident_part",
                stored.Select(Told),
                computed.Select(Told),
                pair => $"{pair.Part} of {pair.Whole}"
            ),
        ];

        (Instant, (long Part, long Whole) Pair) Told((long Part, long Whole) pair) =>
            (_byId.TryGetValue(pair.Part, out var part) ? part.Incident.OpenedAt : Instant.MinValue, pair);
    }

    /// <summary>Of the region that turned bad at the incident's first instant: of several the worse, then the first.</summary>
    private async Task<Reason?> ReasonAsync(StoredIncidentRow row, CancellationToken cancel)
    {
        var at = row.Incident.OpenedAt;
        var turned = new List<(RegionState State, View View, Reason? Reason)>();
        foreach (var target in targets.Values.Where(target => IsOf(row, target, at)))
        {
            foreach (var region in regions.Keys)
            {
                var view = new View(target.Id, region);
                turned.AddRange((await BadAsync(view, cancel))[at].Select(bad => (bad.State, view, bad.Reason)));
            }
        }

        return turned
            .OrderByDescending(each => each.State)
            .ThenBy(each => each.View.Target)
            .ThenBy(each => each.View.Region)
            .Select(each => each.Reason)
            .FirstOrDefault();
    }

    private async Task<ILookup<Instant, (RegionState State, Reason? Reason)>> BadAsync(
        View view,
        CancellationToken cancel
    )
    {
        if (!_bad.TryGetValue(view, out var bad))
        {
            _bad[view] = bad = (await snapshot.Stored.StatesAsync(view, cancel))
                .Where(state => state.State is RegionState.Down or RegionState.Degraded)
                .ToLookup(state => state.At, state => (state.State, state.Reason));
        }

        return bad;
    }

    private static bool IsOf(StoredIncidentRow row, ClaimedTarget target, Instant at) =>
        row.Target == target.Id
        || target.Memberships.Any(member => member.Component == row.Component && member.Window.Contains(at));

    private bool IsOfSame(StoredIncidentRow row, long into) =>
        _byId.TryGetValue(into, out var survivor) && survivor.Subject == row.Subject && survivor.MergedInto is null;

    private static SubjectIncident Subject(StoredIncidentRow row) =>
        new(row.Id, row.Target, row.Component, row.Region, row.Incident.Window);

    private static Discrepancy Wrong(string slug, StoredIncidentRow row, string stored, string computed) =>
        new(slug, null, "incident", row.Incident.OpenedAt, $"{row.Id} {stored}", $"{row.Id} {computed}");

    private static string Text(Incident incident) =>
        $"{incident.Severity} until {incident.ClosedAt?.ToString() ?? Discrepancy.Nothing}".ToLowerInvariant();
}
