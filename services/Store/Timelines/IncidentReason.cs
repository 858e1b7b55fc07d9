using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Timelines;

/// <summary>Why an incident is said to be: the reason of the region that turned bad at its first instant; null where something else made the verdict bad.</summary>
internal static class IncidentReason
{
    /// <summary>Of several that turned at once the worse, then the first by number: no order of arrival decides.</summary>
    /// <param name="key">Column of the subject: a region's incident has none, for it fails by many targets.</param>
    public static string Sql(string key, string id, string at) =>
        key switch
        {
            "target" => $"""
                (
                    select reason from region_state
                    where target = {id} and at = {at} and state in (2, 3)
                    order by state desc, region
                    limit 1
                )
                """,
            "component" => $"""
                (
                    select reason from region_state
                    join component_member using (target)
                    where component = {id} and at = {at} and state in (2, 3) and from_at <= at and at < coalesce(to_at, 'infinity')
                    order by state desc, target, region
                    limit 1
                )
                """,
            _ => "null::smallint",
        };

    /// <summary>Says it anew of incidents whose regions or results changed while their stretch did not.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection,
        long[] incidents,
        Instant now,
        CancellationToken cancel
    )
    {
        foreach (var key in new[] { "target", "component" })
        {
            var reason = Sql(key, $"incident.{key}", "incident.opened_at");
            await connection.ExecuteAsync(
                $"""
                update incident set reason = {reason}, changed_at = $2
                where id = any($1) and {key} is not null and reason is distinct from {reason}
                """,
                [incidents, now],
                cancel
            );
        }
    }
}
