using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Results.Packing;

namespace Ringback.Store.Results;

/// <summary>Whole results as they were taken, for who carries them elsewhere: read as they are consumed, however many there are.</summary>
public sealed class ResultArchive(NpgsqlDataSource database)
{
    /// <summary>Day by day, within a day by target, region and slot; each day as it is when it is read.</summary>
    /// <param name="target">Its number; null for all.</param>
    public async IAsyncEnumerable<ProbeResult> ReadAsync(
        int? target,
        Window window,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        foreach (var day in (await DaysAsync(connection, cancel)).Select(window.Intersect).Where(day => !day.IsEmpty))
        {
            await using var command = connection.Statement(Sql, target, day.From, day.To);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                yield return Row(reader);
        }
    }

    private static async Task<IEnumerable<Window>> DaysAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var days = await connection.ReadAsync(
            """
            select right(relname, 8) from pg_inherits
            join pg_class on pg_class.oid = inhrelid
            where inhparent = 'result'::regclass
            order by 1
            """,
            [],
            row => DateOnly.ParseExact(row.GetString(0), "yyyyMMdd", CultureInfo.InvariantCulture),
            cancel
        );
        return days.Select(day =>
        {
            var from = Instant.From(new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));
            return new Window(from, from + TimeSpan.FromDays(1));
        });
    }

    private static ProbeResult Row(NpgsqlDataReader row)
    {
        var body = ResultBody.Unpack(row.GetFieldValue<byte[]>(7));
        return new ProbeResult
        {
            Target = row.GetString(0),
            Region = row.GetString(1),
            ScheduledAt = row.GetInstant(2),
            Trigger = (Trigger)row.GetInt16(3),
            Outcome = (Outcome)row.GetInt16(4),
            Reason = row.IsDBNull(5) ? null : (Reason)row.GetInt16(5),
            StartedAt = row.GetInstant(6),
            Duration = body.Duration,
            LaneWait = body.LaneWait,
            TimingError = body.TimingError,
            Phases = body.Phases,
            Measurements = body.Measurements,
            Address = body.Address,
            Detail = row.IsDBNull(8) ? null : row.GetString(8),
            Evidence = row.IsDBNull(9) ? null : row.GetString(9),
        };
    }

    private const string Sql = """
        select target.slug, region.slug, result.scheduled_at, result.trigger, outcome, reason, started_at, body,
            detail, evidence.evidence
        from result
        join target on target.id = result.target
        join region on region.id = result.region
        left join evidence on evidence.scheduled_at >= $2 and evidence.scheduled_at < $3
            and (evidence.target, evidence.region, evidence.scheduled_at, evidence.trigger)
                = (result.target, result.region, result.scheduled_at, result.trigger)
        where ($1::integer is null or result.target = $1) and result.scheduled_at >= $2 and result.scheduled_at < $3
        order by result.target, result.region, result.scheduled_at, result.trigger
        """;
}
