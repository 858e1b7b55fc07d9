namespace Ringback.Model.Sla;

/// <summary>An incident as it was written down before.</summary>
/// <param name="Id">Given once, never given to another.</param>
/// <param name="Window">Its end is <see cref="Instant.MaxValue"/> while it is open.</param>
public readonly record struct StoredIncident(long Id, Window Window);

/// <summary>What becomes of stored incidents when a timeline is derived anew.</summary>
/// <param name="Kept">Which stored id each derived incident goes on under; null for a new one. In the order of the derived ones.</param>
/// <param name="Merged">Stored ids that now point to another stored id.</param>
/// <param name="Withdrawn">Stored ids that nothing derived overlaps any more.</param>
public sealed record IncidentReconciliation(
    IReadOnlyList<(Incident Incident, long? Id)> Kept,
    IReadOnlyList<(long Id, long Into)> Merged,
    IReadOnlyList<long> Withdrawn
)
{
    /// <summary>
    /// In order of time each derived incident takes the earliest stored one that it overlaps and that none took before;
    /// a stored one that nobody took is merged into the first that overlaps it, or withdrawn where none does.
    /// </summary>
    /// <param name="stored">Neither merged nor withdrawn before; from the instant on that is derived.</param>
    /// <param name="derived">In order of time.</param>
    public static IncidentReconciliation Of(IEnumerable<StoredIncident> stored, IReadOnlyList<Incident> derived)
    {
        var left = stored.OrderBy(incident => incident.Window.From).ThenBy(incident => incident.Id).ToList();
        var kept = new List<(Incident Incident, long? Id)>();
        foreach (var incident in derived)
        {
            var taken = left.FindIndex(candidate => candidate.Window.Overlaps(incident.Window));
            kept.Add((incident, taken < 0 ? null : left[taken].Id));
            if (taken >= 0)
                left.RemoveAt(taken);
        }

        var merged = new List<(long, long)>();
        var withdrawn = new List<long>();
        foreach (var (id, window) in left)
        {
            // Whoever overlaps it has an id: had it none, it would have taken this one.
            if (kept.Find(other => other.Incident.Window.Overlaps(window)).Id is { } into)
                merged.Add((id, into));
            else
                withdrawn.Add(id);
        }

        return new IncidentReconciliation(kept, merged, withdrawn);
    }
}
