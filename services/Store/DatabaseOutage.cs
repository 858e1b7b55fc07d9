using System.Net.Sockets;
using Npgsql;

namespace Ringback.Store;

/// <summary>Tells a database that is away from a statement that it refuses.</summary>
public static class DatabaseOutage
{
    /// <summary>Whether the same call may well succeed later, with nothing changed but time.</summary>
    public static bool IsOne(Exception exception) =>
        exception switch
        {
            PostgresException refused => IsOne(refused.SqlState),
            NpgsqlException or SocketException or IOException or TimeoutException => true,
            _ => false,
        };

    /// <summary>Class 08 connection, 40 rollback, 53 resources, 57 operator intervention, 58 system, and a read-only standby.</summary>
    private static bool IsOne(string sqlState) =>
        sqlState[..2] is "08" or "40" or "53" or "57" or "58"
        || sqlState
            is PostgresErrorCodes.ReadOnlySqlTransaction
                or PostgresErrorCodes.LockNotAvailable
                or PostgresErrorCodes.UndefinedTable // before the first migration
                or PostgresErrorCodes.InvalidCatalogName;
}
