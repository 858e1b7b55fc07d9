using Npgsql;
using Ringback.Model;

namespace Ringback.Store.Reads;

/// <summary>What tells this ledger from all others, for ever, also where it is restored elsewhere: the microsecond in which it was made.</summary>
public sealed class LedgerOrigin(NpgsqlDataSource database)
{
    private Instant? _known;

    public async ValueTask<Instant> ReadAsync(CancellationToken cancel)
    {
        if (_known is { } known)
            return known;

        await using var connection = await database.OpenConnectionAsync(cancel);
        var made = await connection.ReadAsync(
            "select min(applied_at) from migration",
            [],
            row => row.GetInstant(0),
            cancel
        );
        _known = made.Single();
        return made.Single();
    }
}
