using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Results.Packing;

namespace Ringback.Store.Reads;

/// <summary>Place in a listing: the listing goes on after it, newest first.</summary>
public readonly record struct ResultPlace(Instant ScheduledAt, string Region, Trigger Trigger);

/// <summary>Raw results, newest first, without addresses and evidence.</summary>
public sealed class ResultReads(NpgsqlDataSource database)
{
    /// <param name="region">Slug; null for all.</param>
    /// <param name="after">Null for the first page.</param>
    /// <param name="limit">Most results of a page.</param>
    public async Task<IReadOnlyList<ProbeResult>> ReadPageAsync(
        TargetRow target,
        Window window,
        string? region,
        ResultPlace? after,
        int limit,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            """
            select r.slug, l.scheduled_at, l.trigger, l.outcome, l.reason, l.started_at, l.body
            from result l join region r on r.id = l.region
            where l.target = $1 and l.scheduled_at >= $2 and l.scheduled_at < $3
              and ($4::text is null or r.slug = $4)
              and ($5::timestamptz is null or l.scheduled_at < $5
                   or (l.scheduled_at = $5 and (r.slug, l.trigger) > ($6, $7::smallint)))
            order by l.scheduled_at desc, r.slug, l.trigger
            limit $8
            """,
            [
                target.Number,
                window.From,
                window.To,
                region,
                after?.ScheduledAt,
                after?.Region,
                after is null ? null : (short)after.Value.Trigger,
                limit,
            ],
            reader => Row(target.Id, reader),
            cancel
        );
    }

    private static ProbeResult Row(string target, NpgsqlDataReader reader)
    {
        var body = ResultBody.Unpack(reader.GetFieldValue<byte[]>(6));
        return new ProbeResult
        {
            Target = target,
            Region = reader.GetString(0),
            ScheduledAt = reader.GetInstant(1),
            Trigger = (Trigger)reader.GetInt16(2),
            Outcome = (Outcome)reader.GetInt16(3),
            Reason = reader.IsDBNull(4) ? null : (Reason)reader.GetInt16(4),
            StartedAt = reader.GetInstant(5),
            Duration = body.Duration,
            LaneWait = body.LaneWait,
            TimingError = body.TimingError,
            Phases = body.Phases,
            Measurements = body.Measurements,
        };
    }
}
