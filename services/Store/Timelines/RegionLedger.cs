using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Correlation;
using Ringback.Store.Results;

namespace Ringback.Store.Timelines;

/// <summary>What regions said of claimed targets: results in, states out.</summary>
public sealed class RegionLedger : IRegionLedger
{
    private readonly NpgsqlConnection _connection;

    internal RegionLedger(NpgsqlConnection connection) => _connection = connection;

    /// <inheritdoc/>
    public async Task<Dictionary<View, Checkpoint>> CheckpointsAsync(
        IReadOnlyList<(View View, Instant At)> views,
        CancellationToken cancel
    )
    {
        var found = await _connection.ReadAsync(
            RegionSql.Checkpoint,
            [.. Keys(views.Select(each => each.View)), views.Select(each => each.At).ToArray()],
            row => (View: ReadView(row), Checkpoint: ReadCheckpoint(row)),
            cancel
        );
        var checkpoints = views.ToDictionary(each => each.View, _ => Checkpoint.Start);
        foreach (var (view, checkpoint) in found)
            checkpoints[view] = checkpoint;

        return checkpoints;
    }

    /// <inheritdoc/>
    public async Task<ILookup<View, Checkpoint>> FoldsAsync(
        IReadOnlyDictionary<View, Instant> from,
        CancellationToken cancel
    )
    {
        var rows = await _connection.ReadAsync(
            RegionSql.Fold,
            [.. Keys(from.Keys), from.Values.ToArray()],
            row => (View: ReadView(row), Checkpoint: ReadCheckpoint(row)),
            cancel
        );
        return rows.ToLookup(row => row.View, row => row.Checkpoint);
    }

    /// <inheritdoc/>
    public async Task<ILookup<View, JudgedResult>> ResultsAsync(
        IReadOnlyDictionary<View, Window> windows,
        CancellationToken cancel
    )
    {
        var wanted = windows.Select(each => (View: each.Key, Window: each.Value)).ToList();
        var runs = await new StoredRuns(_connection).JudgedAsync(wanted, RunFilter.Judging, cancel);
        return runs.SelectMany(
                each => each,
                (each, run) => (wanted[each.Key].View, Result: new JudgedResult(run.Slot, run.Trigger, run.Outcome))
            )
            .ToLookup(each => each.View, each => each.Result);
    }

    /// <inheritdoc/>
    public async Task<Dictionary<View, StepFunction<RegionState>>> StatesAsync(
        IReadOnlyList<(View View, Instant From)> views,
        CancellationToken cancel
    )
    {
        var rows = await _connection.ReadAsync(
            RegionSql.State,
            [.. Keys(views.Select(each => each.View)), views.Select(each => each.From).ToArray()],
            row =>
                (View: ReadView(row), Change: new Change<RegionState>(row.GetInstant(2), (RegionState)row.GetInt16(3))),
            cancel
        );
        var changes = rows.ToLookup(row => row.View, row => row.Change);
        return views.ToDictionary(
            each => each.View,
            each => new StepFunction<RegionState>(RegionState.Unknown, changes[each.View])
        );
    }

    /// <inheritdoc/>
    public async Task WriteAsync(IReadOnlyList<DerivedRegion> derived, CancellationToken cancel)
    {
        await WriteStatesAsync([.. derived.Where(each => each.ChangedFrom is not null)], cancel);
        await WriteReasonsAsync([.. derived.Where(each => each.IsLate)], cancel);
        await News.OfStatesAsync(_connection, derived, cancel);
        await BlipRows.WriteAsync(_connection, derived, cancel);
        await WriteFoldsAsync(
            [
                .. derived.SelectMany(
                    each => each.Stretches.Where(stretch => stretch.From != stretch.End),
                    (each, stretch) => (each.View, stretch)
                ),
            ],
            cancel
        );
        await _connection.ExecuteAsync(
            RegionSql.Current,
            [
                .. Keys(derived.Select(each => each.View)),
                derived.Select(each => each.Last.End.At).ToArray(),
                derived.Select(each => each.Last.End.FoldBytes()).ToArray(),
                derived.Select(each => each.Last.SilentAt).ToArray(),
                derived.Select(each => each.Last.SuspectedSince).ToArray(),
                derived.Select(each => each.Newest).ToArray(),
            ],
            cancel
        );
    }

    /// <summary>Keeps a checkpoint of each view, and drops the earlier ones.</summary>
    public async Task KeepAsync(IReadOnlyDictionary<View, Checkpoint> checkpoints, CancellationToken cancel)
    {
        var folded = checkpoints.Where(each => each.Value != Checkpoint.Start).ToList();
        object?[] keys = [.. Keys(folded.Select(each => each.Key)), folded.Select(each => each.Value.At).ToArray()];
        await _connection.ExecuteAsync(
            "insert into region_fold (target, region, at, fold) "
                + "select * from unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::bytea[]) "
                + "on conflict do nothing",
            [.. keys, folded.Select(each => each.Value.FoldBytes()).ToArray()],
            cancel
        );
        await _connection.ExecuteAsync(
            "delete from region_fold using unnest($1::integer[], $2::smallint[], $3::timestamptz[]) as given (target, region, at) "
                + "where (region_fold.target, region_fold.region) = (given.target, given.region) and region_fold.at < given.at",
            keys,
            cancel
        );
    }

    private async Task WriteStatesAsync(IReadOnlyList<DerivedRegion> changed, CancellationToken cancel)
    {
        if (changed.Count == 0)
            return;

        await DropAsync(
            RegionSql.GoneState,
            RegionSql.DropState,
            [.. Keys(changed.Select(each => each.View)), changed.Select(each => each.ChangedFrom).ToArray()],
            cancel
        );
        var changes = changed
            .SelectMany(
                each => each.States.Changes.Where(c => c.At >= each.ChangedFrom),
                (each, c) => (each.View, Change: c)
            )
            .ToList();
        await _connection.ExecuteAsync(
            "insert into region_state (target, region, at, state, reason) "
                + "select * from unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::smallint[], $5::smallint[])",
            [
                .. Keys(changes.Select(each => each.View)),
                changes.Select(each => each.Change.At).ToArray(),
                changes.Select(each => (short)each.Change.Value).ToArray(),
                await ReasonsAsync(changes, cancel),
            ],
            cancel
        );
    }

    /// <summary>A state turns at the slot of the first result of its streak: that one says why.</summary>
    private async Task<short?[]> ReasonsAsync(
        List<(View View, Change<RegionState> Change)> changes,
        CancellationToken cancel
    )
    {
        var failed = await new StoredRuns(_connection).JudgedAsync(
            [
                .. changes.Select(each =>
                    (each.View, new Window(each.Change.At, each.Change.At + TimeSpan.FromMicroseconds(1)))
                ),
            ],
            RunFilter.Failed,
            cancel
        );
        return
        [
            .. changes.Select(
                (each, place) =>
                    each.Change.Value is RegionState.Down or RegionState.Degraded
                        ? (short?)failed[place].Select(run => run.Reason).FirstOrDefault()
                        : null // a degraded result may end an outage: the region is up from there
            ),
        ];
    }

    /// <summary>A result that took another's place may say another reason where the state stays.</summary>
    private async Task WriteReasonsAsync(IReadOnlyList<DerivedRegion> late, CancellationToken cancel)
    {
        var stretches = late.SelectMany(each => each.Stretches, (each, stretch) => (each.View, stretch)).ToList();
        if (stretches.Count == 0)
            return;

        var bad = await _connection.ReadAsync(
            RegionSql.Bad,
            [
                .. Keys(stretches.Select(each => each.View)),
                stretches.Select(each => each.stretch.From.At).ToArray(),
                stretches.Select(each => each.stretch.To).ToArray(),
            ],
            row =>
                (View: ReadView(row), Change: new Change<RegionState>(row.GetInstant(2), (RegionState)row.GetInt16(3))),
            cancel
        );
        if (bad.Count == 0)
            return;

        await _connection.ExecuteAsync(
            RegionSql.WriteReason,
            [
                .. Keys(bad.Select(each => each.View)),
                bad.Select(each => each.Change.At).ToArray(),
                await ReasonsAsync(bad, cancel),
            ],
            cancel
        );
    }

    private async Task WriteFoldsAsync(
        IReadOnlyList<(View View, RegionDerivation Stretch)> advanced,
        CancellationToken cancel
    )
    {
        if (advanced.Count == 0)
            return;

        await DropAsync(
            RegionSql.GoneFold,
            RegionSql.DropFold,
            [
                .. Keys(advanced.Select(each => each.View)),
                advanced.Select(each => each.Stretch.From.At).ToArray(),
                advanced.Select(each => each.Stretch.To).ToArray(),
            ],
            cancel
        );
        var hours = advanced.SelectMany(each => each.Stretch.Hours, (each, hour) => (each.View, Hour: hour)).ToList();
        if (hours.Count > 0)
        {
            await _connection.ExecuteAsync(
                "insert into region_fold (target, region, at, fold) "
                    + "select * from unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::bytea[])",
                [
                    .. Keys(hours.Select(each => each.View)),
                    hours.Select(each => each.Hour.At).ToArray(),
                    hours.Select(each => each.Hour.FoldBytes()).ToArray(),
                ],
                cancel
            );
        }
    }

    /// <summary>Drops the rows that are found.</summary>
    private async Task DropAsync(string findSql, string dropSql, object?[] parameters, CancellationToken cancel)
    {
        var gone = await _connection.ReadAsync(
            findSql,
            parameters,
            row => (View: ReadView(row), At: row.GetInstant(2)),
            cancel
        );
        if (gone.Count > 0)
        {
            object?[] rows = [.. Keys(gone.Select(each => each.View)), gone.Select(each => each.At).ToArray()];
            await _connection.ExecuteAsync(dropSql, rows, cancel);
        }
    }

    private static Checkpoint ReadCheckpoint(NpgsqlDataReader row) =>
        Checkpoint.TryParse(row.GetInstant(2), row.GetFieldValue<byte[]>(3), out var checkpoint)
            ? checkpoint
            : throw new InvalidDataException($"the fold of {row.GetInt32(0)}/{row.GetInt16(1)} is damaged");

    private static object[] Keys(IEnumerable<View> views)
    {
        var list = views.ToList();
        return [list.Select(view => view.Target).ToArray(), list.Select(view => view.Region).ToArray()];
    }

    private static View ReadView(NpgsqlDataReader row) => new(row.GetInt32(0), row.GetInt16(1));
}
