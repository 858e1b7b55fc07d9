using Npgsql;

namespace Ringback.Store;

/// <summary>How every part of the product opens the ledger.</summary>
public static class Database
{
    /// <param name="connectionString">Npgsql's keywords, such as <c>Host=db;Username=ringback;Database=ringback</c>.</param>
    /// <param name="application">Shown by <c>pg_stat_activity</c>.</param>
    /// <exception cref="ArgumentException">The text is no connection string.</exception>
    public static NpgsqlDataSource Open(string connectionString, string application)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.ApplicationName = application;
        builder.ConnectionStringBuilder.Timezone = "UTC";
        return builder.Build();
    }
}
