using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Results;
using Ringback.Store.Results.Packing;
using Ringback.Store.Timelines;

namespace Ringback.Store.Correlation;

/// <summary>Why incidents were.</summary>
public sealed class CauseLedger : ICauseLedger
{
    private readonly NpgsqlConnection _connection;

    internal CauseLedger(NpgsqlConnection connection) => _connection = connection;

    /// <inheritdoc/>
    public async Task<Instant> HorizonAsync(CancellationToken cancel) =>
        (
            await _connection.ReadAsync("select sealed_before from horizon", [], row => row.GetInstant(0), cancel)
        ).Single();

    /// <inheritdoc/>
    public async Task<ILookup<View, StoredFailure>> FailuresAsync(
        IReadOnlyDictionary<View, Window> within,
        CancellationToken cancel
    )
    {
        var windows = within.Select(each => (View: each.Key, Window: each.Value)).ToList();
        var runs = await new StoredRuns(_connection).WholeAsync(windows, RunFilter.Failed, cancel);
        return runs.SelectMany(each => each, (each, run) => (windows[each.Key].View, Failure: Read(run)))
            .ToLookup(each => each.View, each => each.Failure);
    }

    /// <inheritdoc/>
    public Task WriteReasonsAsync(long[] incidents, Instant now, CancellationToken cancel) =>
        IncidentReason.WriteAsync(_connection, incidents, now, cancel);

    /// <inheritdoc/>
    public Task ForgetAsync(long[] incidents, CancellationToken cancel) =>
        _connection.ExecuteAsync("delete from incident_cause where incident = any($1)", [incidents], cancel);

    /// <inheritdoc/>
    public Task TrimAsync(IReadOnlyList<SubjectIncident> incidents, CancellationToken cancel) =>
        _connection.ExecuteAsync(
            """
            delete from incident_cause
            using unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) as given (id, opened_at, closed_at)
            where incident = id and (hour + interval '1 hour' <= opened_at or hour >= closed_at)
            """,
            [
                incidents.Select(each => each.Id).ToArray(),
                incidents.Select(each => each.Window.From).ToArray(),
                incidents.Select(each => each.Window.To).ToArray(),
            ],
            cancel
        );

    /// <inheritdoc/>
    public async Task WriteAsync(
        IReadOnlyList<(long Incident, View View, Instant From)> counted,
        IReadOnlyList<(long Incident, Cause<(int Target, short Region, Instant Hour)> Cause)> causes,
        CancellationToken cancel
    )
    {
        await _connection.ExecuteAsync(
            """
            delete from incident_cause
            using unnest($1::bigint[], $2::integer[], $3::smallint[], $4::timestamptz[]) as given (id, target, region, at)
            where incident = id and incident_cause.target = given.target and incident_cause.region = given.region and hour >= at
            """,
            [
                counted.Select(each => each.Incident).ToArray(),
                counted.Select(each => each.View.Target).ToArray(),
                counted.Select(each => each.View.Region).ToArray(),
                counted.Select(each => each.From).ToArray(),
            ],
            cancel
        );
        if (causes.Count == 0)
            return;

        await _connection.ExecuteAsync(
            """
            insert into incident_cause (incident, target, region, hour, layer, reason, count, first_at, last_at)
            select * from unnest(
                $1::bigint[], $2::integer[], $3::smallint[], $4::timestamptz[], $5::smallint[], $6::smallint[], $7::integer[],
                $8::timestamptz[], $9::timestamptz[]
            )
            """,
            [
                causes.Select(each => each.Incident).ToArray(),
                causes.Select(each => each.Cause.Where.Target).ToArray(),
                causes.Select(each => each.Cause.Where.Region).ToArray(),
                causes.Select(each => each.Cause.Where.Hour).ToArray(),
                causes.Select(each => (short)each.Cause.Layer).ToArray(),
                causes.Select(each => (short)each.Cause.Reason).ToArray(),
                causes.Select(each => each.Cause.Count).ToArray(),
                causes.Select(each => each.Cause.FirstAt).ToArray(),
                causes.Select(each => each.Cause.LastAt).ToArray(),
            ],
            cancel
        );
    }

    private static StoredFailure Read(StoredRun run)
    {
        var body = ResultBody.Unpack(run.Body);
        var status = body.Measurements.FirstOrDefault(each => each.Name == MeasurementNames.StatusCode);
        return new StoredFailure(
            run.Slot,
            run.Reason ?? Reason.InternalError,
            status.Name is null ? null : (int)status.Value,
            body.Phases.Count == 0 ? null : body.Phases[^1].Name
        );
    }
}

/// <param name="Status">Of its answer; null where it had none.</param>
/// <param name="LastPhase">Null where it came to none.</param>
public readonly record struct StoredFailure(Instant ScheduledAt, Reason Reason, int? Status, string? LastPhase);
