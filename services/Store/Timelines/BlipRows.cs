using Npgsql;
using Ringback.Model.Sla;

namespace Ringback.Store.Timelines;

/// <summary>The blips of claimed targets' views, a row a day.</summary>
internal static class BlipRows
{
    /// <summary>Replaces those of the stretches that were derived anew.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection,
        IReadOnlyList<DerivedRegion> derived,
        CancellationToken cancel
    )
    {
        var stored = await ReadAsync(connection, derived, cancel);
        var written = new Dictionary<ViewDay, IReadOnlyList<Blip>>();
        foreach (var (view, stretches) in derived.Select(each => (each.View, each.Stretches)))
        {
            var before = stored[view].SelectMany(day => day.Blips);
            var after = stretches
                .Aggregate(
                    before,
                    (blips, stretch) =>
                        blips
                            .Where(blip => blip.From < stretch.ReplaceBlipsFrom || blip.From >= stretch.ReplaceBlipsTo)
                            .Concat(stretch.Blips)
                )
                .ToLookup(blip => ViewDay.DayOf(blip.From));
            var was = stored[view].ToDictionary(day => day.Key.Day, day => day.Blips);
            foreach (var day in was.Keys.Union(after.Select(day => day.Key)))
            {
                IReadOnlyList<Blip> blips = [.. after[day].OrderBy(blip => blip.From)];
                if (!blips.SequenceEqual(was.GetValueOrDefault(day, [])))
                    written[new ViewDay(view, day)] = blips;
            }
        }

        if (written.Count > 0)
            await WriteAsync(connection, written, cancel);
    }

    /// <summary>Those of the days that any stretch reaches into.</summary>
    private static async Task<ILookup<View, (ViewDay Key, IReadOnlyList<Blip> Blips)>> ReadAsync(
        NpgsqlConnection connection,
        IReadOnlyList<DerivedRegion> derived,
        CancellationToken cancel
    )
    {
        var stretches = derived.SelectMany(each => each.Stretches, (each, stretch) => (each.View, stretch)).ToList();
        var rows = await connection.ReadAsync(
            """
            select distinct given.target, given.region, day, blips
            from unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::timestamptz[]) as given (target, region, at, until)
            cross join lateral (
                select day, blips from blip
                where blip.target = given.target and blip.region = given.region
                    and day between (at at time zone 'UTC')::date and (until at time zone 'UTC')::date
                offset 0
            ) as stored
            """,
            [
                stretches.Select(each => each.View.Target).ToArray(),
                stretches.Select(each => each.View.Region).ToArray(),
                stretches.Select(each => each.stretch.ReplaceBlipsFrom).ToArray(),
                stretches.Select(each => each.stretch.ReplaceBlipsTo).ToArray(),
            ],
            row =>
            {
                var key = new ViewDay(new View(row.GetInt32(0), row.GetInt16(1)), row.GetFieldValue<DateOnly>(2));
                return BlipDay.TryParse(key.At, row.GetFieldValue<byte[]>(3), out var blips)
                    ? (Key: key, Blips: blips)
                    : throw new InvalidDataException($"the blips of {key} are damaged");
            },
            cancel
        );
        return rows.ToLookup(row => row.Key.View);
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection,
        Dictionary<ViewDay, IReadOnlyList<Blip>> days,
        CancellationToken cancel
    )
    {
        await connection.ExecuteAsync(
            """
            with given as (
                select * from unnest($1::integer[], $2::smallint[], $3::date[], $4::bytea[]) as given (target, region, day, blips)
            ),
            gone as (
                delete from blip using given
                where given.blips is null and (blip.target, blip.region, blip.day) = (given.target, given.region, given.day)
            )
            insert into blip (target, region, day, blips)
            select target, region, day, blips from given where blips is not null
            on conflict (target, region, day) do update set blips = excluded.blips
            """,
            [
                days.Keys.Select(day => day.View.Target).ToArray(),
                days.Keys.Select(day => day.View.Region).ToArray(),
                days.Keys.Select(day => day.Day).ToArray(),
                days.Select(day => day.Value.Count == 0 ? null : BlipDay.ToBytes(day.Key.At, day.Value)).ToArray(),
            ],
            cancel
        );
    }
}
