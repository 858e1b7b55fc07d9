using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Results;

/// <summary>Which slots are sealed: those before an instant, but for the few targets whose history is being taken.</summary>
/// <param name="PackedBefore">Days that end at or before it may be packed.</param>
/// <param name="Open">Ids (slugs) of targets that take any slot, ordered, divided by spaces.</param>
internal sealed record Horizon(Instant SealedBefore, Instant PackedBefore, string Open)
{
    public const string Sql = """
        select sealed_before, packed_before,
            coalesce((select string_agg(slug, ' ' order by slug) from backfill join target on target.id = target), '')
        from horizon
        """;

    public static Horizon Read(NpgsqlDataReader row) => new(row.GetInstant(0), row.GetInstant(1), row.GetString(2));

    public bool IsSealed(string target, Instant slot) =>
        slot < SealedBefore && !(Open.Length > 0 && Open.Split(' ').Contains(target));
}
