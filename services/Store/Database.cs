using Npgsql;

namespace Ringback.Store;

/// <summary>How every part of the product opens the ledger.</summary>
public static class Database
{
    /// <summary>Kept planned by each connection: planning over all the days' partitions costs more than most statements.</summary>
    private const int Statements = 64;

    /// <summary>More at once only wait for the server's processors, and together they are to fit into its 100.</summary>
    private const int Connections = 24;

    /// <param name="connectionString">Npgsql's keywords, such as <c>Host=db;Username=ringback;Database=ringback</c>.</param>
    /// <param name="application">Shown by <c>pg_stat_activity</c>.</param>
    /// <exception cref="ArgumentException">The text is no connection string.</exception>
    public static NpgsqlDataSource Open(string connectionString, string application)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.ApplicationName = application;
        builder.ConnectionStringBuilder.Timezone = "UTC";
        builder.ConnectionStringBuilder.NoResetOnClose = true; // nothing here outlives its transaction on a connection
        if (builder.ConnectionStringBuilder.MaxPoolSize == new NpgsqlConnectionStringBuilder().MaxPoolSize)
            builder.ConnectionStringBuilder.MaxPoolSize = Connections;

        if (builder.ConnectionStringBuilder.MaxAutoPrepare == 0)
            builder.ConnectionStringBuilder.MaxAutoPrepare = Statements;

        return builder.Build();
    }
}
