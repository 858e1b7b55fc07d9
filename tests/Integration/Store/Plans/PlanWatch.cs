using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ringback.Tests.Integration.Store.Plans;

/// <summary>A connection whose server tells the plan of every statement as it really ran, a prepared one's too.</summary>
internal sealed class PlanWatch : IAsyncDisposable
{
    private const string Mark = "plan:\n";

    private readonly LogRecorder _told = new();
    private readonly ILoggerFactory _log;

    public PlanWatch(TestDatabase database)
    {
        _log = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(_told));
        var builder = new NpgsqlDataSourceBuilder(database.ConnectionString);
        builder.ConnectionStringBuilder.Timezone = "UTC";
        builder.ConnectionStringBuilder.MaxPoolSize = 1; // what is prepared stays
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.ConnectionStringBuilder.MaxAutoPrepare = 200;
        builder.ConnectionStringBuilder.Options =
            "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 "
            + "-c auto_explain.log_level=notice -c auto_explain.log_format=json";
        Source = builder.UseLoggerFactory(_log).Build();
    }

    public NpgsqlDataSource Source { get; }

    /// <summary>Every plan since the last call.</summary>
    public IReadOnlyList<Plan> Take()
    {
        var plans = new List<Plan>();
        while (_told.Lines.TryDequeue(out var told))
        {
            var at = told.IndexOf(Mark, StringComparison.Ordinal);
            if (at < 0)
                continue;

            var json = JsonNode.Parse(told[told.IndexOf('{', at)..])!;
            plans.Add(new Plan((string)json["Query Text"]!, json["Plan"]!));
        }

        return plans;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        _log.Dispose();
    }
}

/// <summary>How the server ran a statement.</summary>
internal sealed record Plan(string Sql, JsonNode Root)
{
    /// <summary>Reads of tables that grow which are not by the columns of their key: all else of it would be read too.</summary>
    /// <param name="keys">By table, the columns by which it must be looked up.</param>
    public IEnumerable<string> Scans(IReadOnlyDictionary<string, string[]> keys) => Scans(Root, keys, isFirst: false);

    /// <param name="isFirst">Whether only the first rows of an order are read.</param>
    private IEnumerable<string> Scans(JsonNode node, IReadOnlyDictionary<string, string[]> keys, bool isFirst)
    {
        var children = node["Plans"]?.AsArray().Select(child => child!).ToList() ?? [];
        var conditions = children.Prepend(node).Select(each => (string?)each["Index Cond"]).OfType<string>().ToList();
        if (
            (string?)node["Relation Name"] is { } table
            && keys.TryGetValue(Parent(table), out var columns)
            && (string?)node["Node Type"] != "ModifyTable"
            && !columns
                .Take(isFirst ? columns.Length - 1 : columns.Length)
                .All(column => conditions.Exists(text => text.Contains(column, StringComparison.Ordinal)))
        )
        {
            yield return $"{node["Node Type"]} of {table} by {string.Join(", ", conditions)} in:\n{Sql}";
        }

        foreach (var scan in children.SelectMany(child => Scans(child, keys, (string?)node["Node Type"] == "Limit")))
            yield return scan;
    }

    /// <summary>Of a day's partition the table.</summary>
    private static string Parent(string table) =>
        table.Length > 9 && table[^9] == '_' && table[^8..].All(char.IsAsciiDigit) ? table[..^9] : table;
}
