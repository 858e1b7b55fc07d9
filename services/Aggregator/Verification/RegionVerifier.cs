using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Verification;

/// <summary>What regions say of a target, from its raw results; before the horizon from the last fold that was kept.</summary>
internal sealed class RegionVerifier(LedgerSnapshot snapshot, IReadOnlyDictionary<short, string> names, Instant horizon)
{
    /// <summary>By region, when silence will turn what was computed last.</summary>
    public List<Instant?> SilentAt { get; } = [];

    public async Task<List<Discrepancy>> RunAsync(
        ClaimedTarget target,
        string slug,
        Instant asOf,
        CancellationToken cancel
    )
    {
        SilentAt.Clear();
        var found = new List<Discrepancy>();
        foreach (var (region, assigned) in target.Assignments)
        {
            var view = new View(target.Id, region);
            var from = (await snapshot.Regions.CheckpointsAsync([(view, horizon)], cancel))[view];
            var window = new Dictionary<View, Window> { [view] = new(from.At, Instant.MaxValue) };
            var results = (await snapshot.Regions.ResultsAsync(window, cancel))[view].ToList();
            var failures = (await snapshot.Causes.FailuresAsync(window, cancel))[view].ToList();
            var derived = RegionTimeline.Derive(from, results, target.Settings, assigned, asOf);
            SilentAt.Add(derived.SilentAt);

            found.AddRange(Of("region_state", await StatesAsync(view, from, derived, failures, cancel)));
            found.AddRange(Of("region_fold", await FoldsAsync(view, from, derived, cancel)));
            found.AddRange(Of("blip", await BlipsAsync(view, derived, cancel)));
            found.AddRange(Of("region_current", await CurrentAsync(view, derived, results, cancel)));

            IEnumerable<Discrepancy> Of(string table, (List<Row> Stored, List<Row> Computed) rows) =>
                Discrepancy.Between(slug, names[region], table, Pairs(rows.Stored), Pairs(rows.Computed), text => text);
        }

        return found;
    }

    private async Task<(List<Row>, List<Row>)> StatesAsync(
        View view,
        Checkpoint from,
        RegionDerivation derived,
        List<StoredFailure> failures,
        CancellationToken cancel
    )
    {
        var rows = await snapshot.Stored.StatesAsync(view, cancel);
        var stored = new StepFunction<RegionState>(
            RegionState.Unknown,
            rows.Select(row => new Change<RegionState>(row.At, row.State))
        );
        var computed = stored.Replace(derived.ReplaceFrom, derived.Changes).Changes;
        var reasons = failures
            .DistinctBy(failure => failure.ScheduledAt)
            .ToDictionary(f => f.ScheduledAt, f => f.Reason);
        var kept = rows.DistinctBy(row => row.At).ToDictionary(row => row.At, row => row.Reason);
        return (
            [.. rows.Select(row => new Row(row.At, Text(row.State, row.Reason)))],
            [.. computed.Select(change => new Row(change.At, Text(change.Value, ReasonAt(change))))]
        );

        // Of a state that turned before the horizon nothing is left but what was written of it.
        Reason? ReasonAt(Change<RegionState> change) =>
            change.At < from.At ? kept.GetValueOrDefault(change.At)
            : change.Value is RegionState.Down or RegionState.Degraded && reasons.TryGetValue(change.At, out var reason)
                ? reason
            : null;
    }

    private async Task<(List<Row>, List<Row>)> FoldsAsync(
        View view,
        Checkpoint from,
        RegionDerivation derived,
        CancellationToken cancel
    )
    {
        var packedBefore = await snapshot.PackedBeforeAsync(cancel);
        var stored = (await snapshot.Stored.FoldsAsync(view, cancel)).Where(row => row.At > from.At).ToList();
        var there = stored.Select(row => row.At).ToHashSet();
        var days = new HashSet<DateOnly>();
        if (from != Checkpoint.Start)
            days.Add(ViewDay.DayOf(from.At));

        // Of a day that may be packed the first must be there, the others may.
        var kept = derived.Hours.Where(fold =>
            days.Add(ViewDay.DayOf(fold.At)) || there.Contains(fold.At) || fold.At >= packedBefore
        );
        return (
            [.. stored.Select(row => new Row(row.At, Hex(row.Fold)))],
            [.. kept.Select(fold => new Row(fold.At, Hex(fold.FoldBytes())))]
        );
    }

    private async Task<(List<Row>, List<Row>)> BlipsAsync(View view, RegionDerivation derived, CancellationToken cancel)
    {
        var stored = new List<Blip>();
        var damaged = new List<Row>();
        foreach (var (day, bytes) in await snapshot.Stored.BlipsAsync(view, cancel))
        {
            if (BlipDay.TryParse(day.At, bytes, out var blips) && bytes.SequenceEqual(BlipDay.ToBytes(day.At, blips)))
                stored.AddRange(blips);
            else
                damaged.Add(new Row(day.At, Hex(bytes)));
        }

        return (
            [.. stored.Select(Blip), .. damaged],
            [.. stored.Where(blip => blip.From < derived.ReplaceBlipsFrom).Concat(derived.Blips).Select(Blip)]
        );

        static Row Blip(Blip blip) => new(blip.From, $"{blip.Failures} failures");
    }

    private async Task<(List<Row>, List<Row>)> CurrentAsync(
        View view,
        RegionDerivation derived,
        List<JudgedResult> results,
        CancellationToken cancel
    )
    {
        var stored = await snapshot.Stored.CurrentAsync(view, cancel);
        var newest = results.Count > 0 ? results[^1].ScheduledAt : stored.FirstOrDefault()?.NewestAt;
        return (
            [.. stored.Select(row => new Row(row.At, Text(row)))],
            [
                new Row(
                    derived.End.At,
                    Text(
                        new StoredCurrent(
                            derived.End.At,
                            derived.End.FoldBytes(),
                            newest is { } slot && (results.Count > 0 || slot < horizon) ? slot : null,
                            derived.SilentAt,
                            derived.SuspectedSince
                        )
                    )
                ),
            ]
        );
    }

    private static string Text(StoredCurrent row) =>
        $"{Hex(row.Fold)} newest {Text(row.NewestAt)} silent {Text(row.SilentAt)} suspected {Text(row.SuspectedSince)}";

    private static string Text(Instant? at) => at?.ToString() ?? Discrepancy.Nothing;

    private static string Text(RegionState state, Reason? reason) =>
        reason is null ? $"{state}" : $"{state} for {reason}";

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static IEnumerable<(Instant At, string Value)> Pairs(List<Row> rows) =>
        rows.Select(row => (row.At, row.Text));

    private readonly record struct Row(Instant At, string Text);
}
