using System.Text;
using Ringback.Cli.Lab;

namespace Ringback.Tests.EndToEnd;

/// <summary>What each service process of <c>ringback up --services</c> wrote so far.</summary>
internal static class ServiceLogs
{
    /// <summary>As the folder has them now: when the command began there were none yet.</summary>
    public static IEnumerable<Server> Servers(Product product) =>
        LoopbackLab
            .Open(product.Lab.Folder)
            .Servers.Where(server =>
                server.Name is "api" or "aggregator" || server.Name.StartsWith("worker-", StringComparison.Ordinal)
            );

    public static async Task<List<(string Service, string Log)>> ReadAsync(Product product)
    {
        var logs = new List<(string Service, string Log)>();
        foreach (var server in Servers(product))
            logs.Add((server.Name, await ReadAsync(server.Log, Encoding.UTF8)));

        return logs;
    }

    /// <summary>A file that somebody writes, or may take away.</summary>
    public static async Task<string> ReadAsync(string path, Encoding encoding)
    {
        await using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        using var reader = new StreamReader(file, encoding);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
