using System.Security.Cryptography;
using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Access;

/// <summary>API keys: only hashes of their secrets are stored, every use asks the database, so a revoked one is refused at once.</summary>
public sealed class KeyLedger(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>When a key was last used is written down this often.</summary>
    private static readonly TimeSpan UseGrain = TimeSpan.FromMinutes(5);

    /// <returns>The token is never to be had again.</returns>
    public async Task<(KeyRow Key, KeyToken Token)> CreateAsync(KeyWish wish, Actor actor, CancellationToken cancel)
    {
        var token = KeyToken.New();
        return (await AddAsync(token, wish, actor, cancel), token);
    }

    /// <summary>Takes in a key that somebody made elsewhere, or its new secret; a revoked one stays revoked.</summary>
    /// <returns>Whether anything was new.</returns>
    public async Task<bool> AdoptAsync(KeyToken token, KeyWish wish, Actor actor, CancellationToken cancel)
    {
        if (await FindAsync(token.Id, cancel) is not { } known)
        {
            try
            {
                await AddAsync(token, wish, actor, cancel);
                return true;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                return false; // another replica was first
            }
        }

        return known.RevokedAt is null
            && await HashesAsync(token.Id, cancel) is var hashes
            && !hashes.Any(hash => hash.AsSpan().SequenceEqual(token.Hash()))
            && await RotateAsync(token, TimeSpan.Zero, actor, cancel) is not null;
    }

    /// <summary>Whom a token stands for; null where it holds for nobody. Told in the same time whatever is wrong with its secret.</summary>
    public async Task<KeyRow?> VerifyAsync(KeyToken token, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        var hash = token.Hash();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var hashes = await connection.ReadAsync(
            """
            select hash from api_key_secret
            join api_key on api_key.id = key
            where key = $1 and revoked_at is null and expires_at > $2 and (ends_at is null or ends_at > $2)
            """,
            [token.Id, now],
            row => row.GetFieldValue<byte[]>(0),
            cancel
        );
        if (!hashes.Aggregate(false, (found, held) => CryptographicOperations.FixedTimeEquals(held, hash) | found))
            return null;

        var key = await KeyRows.ReadOneAsync(connection, token.Id, now, cancel);
        if (key is not null && (key.LastUsedAt is not { } used || now - used >= UseGrain))
            await connection.ExecuteAsync("update api_key set last_used_at = $2 where id = $1", [key.Id, now], cancel);

        return key;
    }

    /// <summary>Gives a key a second secret; the ones before it end after the overlap, at once where that is nothing.</summary>
    /// <returns>Null where there is no such key that holds. Its token is null where two secrets hold already.</returns>
    public async Task<(KeyRow Key, KeyToken? Token)?> RotateAsync(
        string id,
        TimeSpan overlap,
        Actor actor,
        CancellationToken cancel
    )
    {
        var token = KeyToken.New(id);
        return await RotateAsync(token, overlap, actor, cancel) switch
        {
            null => null,
            (var key, true) => (key, token),
            (var key, false) => (key, null),
        };
    }

    /// <summary>It is refused from now on, for ever.</summary>
    /// <returns>Null where there is no such key.</returns>
    public async Task<KeyRow?> RevokeAsync(string id, Actor actor, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var before = await KeyRows.LockAsync(connection, id, now, cancel);
        if (before is null or { RevokedAt: not null })
            return before;

        await connection.ExecuteAsync("update api_key set revoked_at = $2 where id = $1", [id, now], cancel);
        var after = (await KeyRows.ReadOneAsync(connection, id, now, cancel))!;
        await AuditLog.WriteAsync(
            connection,
            actor,
            new AuditEntry("key.revoke", id, before.Head(), after.Head()),
            now,
            cancel
        );
        await transaction.CommitAsync(cancel);
        return after;
    }

    public async Task<KeyRow?> FindAsync(string id, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await KeyRows.ReadOneAsync(connection, id, Instant.Now(time), cancel);
    }

    /// <returns>By id, those after one.</returns>
    public async Task<IReadOnlyList<KeyRow>> ListAsync(string? after, int limit, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await KeyRows.ReadAsync(connection, "api_key.id > $2", after ?? "", limit, Instant.Now(time), cancel);
    }

    /// <summary>Whether a target belongs, now, to one of the components.</summary>
    public async Task<bool> CoversAsync(IReadOnlyList<string> components, string target, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var found = await connection.ReadAsync(
            """
            select from component_member
            join component on component.id = component_member.component
            join target on target.id = component_member.target
            where target.slug = $1 and component.slug = any($2) and component_member.to_at is null
            """,
            [target, components.ToArray()],
            _ => true,
            cancel
        );
        return found.Count > 0;
    }

    /// <summary>The components, and the targets that belong to one of them now.</summary>
    public async Task<Reach> ReachAsync(string[] components, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var targets = await connection.ReadAsync(
            """
            select distinct target.slug from component_member
            join component on component.id = component_member.component
            join target on target.id = component_member.target
            where component.slug = any($1) and component_member.to_at is null
            """,
            [components],
            row => row.GetString(0),
            cancel
        );
        return new Reach(components, [.. targets]);
    }

    private async Task<KeyRow> AddAsync(KeyToken token, KeyWish wish, Actor actor, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(
            """
            insert into api_key (id, name, role, components, created_at, expires_at)
            values ($1, $2, $3, $4, $5, $6)
            """,
            [token.Id, wish.Name, KeyRows.Word(wish.Role), wish.Components?.ToArray(), now, wish.ExpiresAt],
            cancel
        );
        await AddSecretAsync(connection, token, now, cancel);
        var key = (await KeyRows.ReadOneAsync(connection, token.Id, now, cancel))!;
        await AuditLog.WriteAsync(
            connection,
            actor,
            new AuditEntry("key.create", key.Id, null, key.Head()),
            now,
            cancel
        );
        await transaction.CommitAsync(cancel);
        return key;
    }

    private async Task<(KeyRow Key, bool IsNew)?> RotateAsync(
        KeyToken token,
        TimeSpan overlap,
        Actor actor,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var before = await KeyRows.LockAsync(connection, token.Id, now, cancel);
        if (before?.HoldsAt(now) != true)
            return null;
        if (before.Secrets.Count > 1 && overlap > TimeSpan.Zero)
            return (before, false);

        await connection.ExecuteAsync(
            "update api_key_secret set ends_at = least(ends_at, $2) where key = $1 and (ends_at is null or ends_at > $3)",
            [token.Id, now + overlap, now],
            cancel
        );
        await AddSecretAsync(connection, token, now, cancel);
        var after = (await KeyRows.ReadOneAsync(connection, token.Id, now, cancel))!;
        await AuditLog.WriteAsync(
            connection,
            actor,
            new AuditEntry("key.rotate", token.Id, before.Head(), after.Head()),
            now,
            cancel
        );
        await transaction.CommitAsync(cancel);
        return (after, true);
    }

    private static Task AddSecretAsync(
        NpgsqlConnection connection,
        KeyToken token,
        Instant now,
        CancellationToken cancel
    ) =>
        connection.ExecuteAsync(
            "insert into api_key_secret (key, hash, created_at) values ($1, $2, $3)",
            [token.Id, token.Hash(), now],
            cancel
        );

    private async Task<List<byte[]>> HashesAsync(string id, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ReadAsync(
            "select hash from api_key_secret where key = $1",
            [id],
            row => row.GetFieldValue<byte[]>(0),
            cancel
        );
    }
}
