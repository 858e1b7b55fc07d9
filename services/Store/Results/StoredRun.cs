using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Results.Packing;

namespace Ringback.Store.Results;

/// <summary>What of a stored result rules go by.</summary>
internal readonly record struct JudgedRun(Instant Slot, Trigger Trigger, Outcome Outcome, Reason? Reason);

/// <summary>A stored result without its target and region: one row, or its place in a packed day.</summary>
/// <param name="Body">As <see cref="ResultBody"/> packs it; kept byte for byte.</param>
internal readonly record struct StoredRun(
    Instant Slot,
    Trigger Trigger,
    Outcome Outcome,
    Reason? Reason,
    Instant StartedAt,
    byte[] Body
)
{
    public JudgedRun Judged => new(Slot, Trigger, Outcome, Reason);

    /// <summary>Negative where this one counts instead of another of its identity.</summary>
    public int ComparePrecedence(StoredRun other) =>
        ResultPrecedence.Compare(Outcome, StartedAt, Reason, other.Outcome, other.StartedAt, other.Reason);

    /// <summary>Slot, trigger, outcome, reason, start and body, from a column on.</summary>
    public static StoredRun Read(NpgsqlDataReader row, int column) =>
        new(
            row.GetInstant(column),
            (Trigger)row.GetInt16(column + 1),
            (Outcome)row.GetInt16(column + 2),
            row.IsDBNull(column + 3) ? null : (Reason)row.GetInt16(column + 3),
            row.GetInstant(column + 4),
            row.GetFieldValue<byte[]>(column + 5)
        );

    /// <summary>Without detail and evidence.</summary>
    /// <exception cref="InvalidDataException">Its body is damaged.</exception>
    public ProbeResult ToResult(string target, string region)
    {
        var body = ResultBody.Unpack(Body);
        return new ProbeResult
        {
            Target = target,
            Region = region,
            ScheduledAt = Slot,
            StartedAt = StartedAt,
            Trigger = Trigger,
            Outcome = Outcome,
            Reason = Reason,
            Duration = body.Duration,
            LaneWait = body.LaneWait,
            TimingError = body.TimingError,
            Phases = body.Phases,
            Measurements = body.Measurements,
            Address = body.Address,
        };
    }

    public bool Equals(StoredRun other) =>
        Judged == other.Judged && StartedAt == other.StartedAt && Body.AsSpan().SequenceEqual(other.Body);

    public override int GetHashCode() => HashCode.Combine(Judged, StartedAt, Body.Length);
}
