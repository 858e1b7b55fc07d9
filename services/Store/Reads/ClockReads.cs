using Npgsql;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Access;

namespace Ringback.Store.Reads;

/// <param name="Id">Slug.</param>
/// <param name="Clocks">Of the workers that have spoken of late.</param>
public sealed record VantageRow(string Id, string Name, IReadOnlyList<WorkerClockRow> Clocks);

/// <param name="At">When the centre heard it.</param>
public sealed record WorkerClockRow(string Worker, Instant At, ClockReading Reading);

/// <summary>Regions that watch something, and the clocks of their workers.</summary>
public sealed class ClockReads(NpgsqlDataSource database)
{
    /// <param name="reach">Only regions that watch a target of it; null for all.</param>
    public async Task<IReadOnlyList<VantageRow>> ReadAsync(Instant now, Reach? reach, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.ReadAsync(
            """
            select r.slug, r.name, c.worker, c.at, c.ahead, c.margin, c.servers
            from region r
            left join worker_clock c on c.region = r.id and c.at > $1 - interval '15 minutes'
            where exists (
                select from assignment a
                join target t on t.id = a.target
                where a.region = r.id and a.from_at <= $1 and (a.to_at is null or a.to_at > $1)
                    and ($2::text[] is null or t.slug = any($2))
            )
            order by r.slug, c.worker
            """,
            [now, reach?.Targets],
            reader =>
                (
                    Id: reader.GetString(0),
                    Name: reader.GetString(1),
                    Clock: reader.IsDBNull(2)
                        ? null
                        : new WorkerClockRow(
                            reader.GetString(2),
                            reader.GetInstant(3),
                            new ClockReading(
                                TimeSpan.FromMicroseconds(reader.GetInt64(4)),
                                TimeSpan.FromMicroseconds(reader.GetInt64(5)),
                                reader.GetInt32(6)
                            )
                        )
                ),
            cancel
        );
        return
        [
            .. rows.GroupBy(row => (row.Id, row.Name))
                .Select(region => new VantageRow(
                    region.Key.Id,
                    region.Key.Name,
                    [.. region.Select(row => row.Clock).OfType<WorkerClockRow>()]
                )),
        ];
    }
}
