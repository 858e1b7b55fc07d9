using Npgsql;
using Ringback.Model;
using Ringback.Model.Access;

namespace Ringback.Store.Access;

/// <summary>Keys as they are stored, each with its secrets that hold.</summary>
internal static class KeyRows
{
    public static async Task<KeyRow?> LockAsync(
        NpgsqlConnection connection,
        string id,
        Instant now,
        CancellationToken cancel
    )
    {
        await connection.ExecuteAsync("select from api_key where id = $1 for update", [id], cancel);
        return await ReadOneAsync(connection, id, now, cancel);
    }

    public static async Task<KeyRow?> ReadOneAsync(
        NpgsqlConnection connection,
        string id,
        Instant now,
        CancellationToken cancel
    ) => (await ReadAsync(connection, "api_key.id = $2", id, 1, now, cancel)).SingleOrDefault();

    public static Task<List<KeyRow>> ReadAsync(
        NpgsqlConnection connection,
        string condition,
        string id,
        int limit,
        Instant now,
        CancellationToken cancel
    ) =>
        connection.ReadAsync(
            $"""
            select id, name, role, components, api_key.created_at, expires_at, revoked_at, last_used_at,
                array_agg(secret.created_at order by secret.created_at) filter (where secret.key is not null),
                array_agg(secret.ends_at order by secret.created_at) filter (where secret.key is not null)
            from api_key
            left join api_key_secret as secret
                on secret.key = api_key.id and (secret.ends_at is null or secret.ends_at > $1)
            where {condition}
            group by api_key.id
            order by api_key.id
            limit $3
            """,
            [now, id, limit],
            row => new KeyRow(
                row.GetString(0),
                row.GetString(1),
                Enum.Parse<Role>(row.GetString(2), ignoreCase: true),
                row.IsDBNull(3) ? null : row.GetFieldValue<string[]>(3),
                row.GetInstant(4),
                row.GetInstant(5),
                row.GetInstantOrNull(6),
                row.GetInstantOrNull(7),
                row.IsDBNull(8)
                    ? []
                    :
                    [
                        .. row.GetFieldValue<DateTime[]>(8)
                            .Zip(
                                row.GetFieldValue<DateTime?[]>(9),
                                (created, ends) => new SecretRow(created.ToInstant(), ends?.ToInstant())
                            ),
                    ]
            ),
            cancel
        );

    public static string Word(Role role) =>
        role switch
        {
            Role.Viewer => "viewer",
            Role.Operator => "operator",
            _ => "admin",
        };
}
