using System.Collections;
using Ringback.Cli.Lab;

namespace Ringback.Cli.Up;

/// <summary>The product as it runs in a cluster, on this machine: a worker a region, the aggregator and the API, each a process.</summary>
/// <remarks>They are servers of the lab, so that <c>ringback lab stop, freeze, resume</c> and <c>status</c> know them too.</remarks>
internal static class SeparateServices
{
    public static async Task RunAsync(UpSettings settings, CancellationToken cancel)
    {
        // Workers first: a slot is expected from the catalog's first instant on, and the aggregator is who tells of it.
        var workers = settings.Catalog.Regions.Select(region => Worker(settings, region.Id)).ToList();
        var api = Api(settings);
        await StartAsync(settings.Lab, [.. workers, api], cancel);
        await StartAsync(settings.Lab, [Aggregator(settings)], cancel);

        await AdminKey.MakeAsync(settings, cancel);
        Console.WriteLine($"page and API: http://{settings.Listen}:{api.Ports[Http].First}/");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("stopping");
        }
    }

    private const string Http = "http";

    /// <summary>Side by side.</summary>
    private static async Task StartAsync(LoopbackLab lab, IReadOnlyList<Server> servers, CancellationToken cancel)
    {
        await lab.AddAsync(servers, cancel);
        foreach (var server in servers)
            Console.WriteLine($"{server.Name}: pid {ProcessMark.Read(server.ProcessFile)?.Id}, log {server.Log}");
    }

    private static Server Worker(UpSettings settings, string region)
    {
        var folder = FolderOf(settings, $"worker-{region}");
        return Service(
            settings,
            $"worker-{region}",
            "Ringback.ProbeWorker.dll",
            new()
            {
                ["Region"] = region,
                ["Worker"] = $"{region}-1",
                ["Broker"] = settings.Broker!,
                ["Spool"] = Path.Combine(folder, "state"),
            },
            // Secrets that the catalog names; a worker gets no database password.
            settings.Lab.Variables.Where(v => v.Key.StartsWith("LAB_", StringComparison.Ordinal))
        );
    }

    private static Server Aggregator(UpSettings settings) =>
        Service(
            settings,
            "aggregator",
            "Ringback.Aggregator.dll",
            new()
            {
                ["Database"] = settings.Database,
                ["Broker"] = settings.Broker!,
                ["Catalog__Path"] = Path.GetFullPath(settings.CatalogFile),
            },
            settings
                .Variables.Select(v => KeyValuePair.Create($"RINGBACK_VAR_{v.Key}", v.Value))
                .Concat(Inherited("Alerts__", "Retention__", "DAPR_"))
        );

    /// <summary>Settings that this command was started with, for the service that knows them.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Inherited(params string[] prefixes) =>
        from DictionaryEntry variable in Environment.GetEnvironmentVariables()
        let name = (string)variable.Key
        where prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        select KeyValuePair.Create(name, (string)variable.Value!);

    private static Server Api(UpSettings settings) =>
        Service(
            settings,
            "api",
            "Ringback.Api.dll",
            new()
            {
                ["Database"] = settings.Database,
                ["Access"] = settings.Access,
                ["RateLimit__Address"] = settings.Access == "open" ? "0" : "600",
            },
            [],
            settings.Port,
            settings.Listen
        );

    private static Server Service(
        UpSettings settings,
        string name,
        string program,
        Dictionary<string, string> environment,
        IEnumerable<KeyValuePair<string, string>> more,
        int port = 0,
        string listen = "127.0.0.1"
    )
    {
        var folder = FolderOf(settings, name);
        Directory.CreateDirectory(Path.Combine(folder, "state"));
        var http = port == 0 ? PortClaims.Take(settings.Lab.Folder, 1) : new PortBlock(port, 1);
        foreach (var (key, value) in more.Concat(Inherited("Logging__", "LogFormat")))
            environment[key] = value;

        environment["Listen"] = $"http://{listen}:{http.First}";
        environment["DOTNET_gcServer"] = "0";
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root)
            environment["DOTNET_ROOT"] = root;

        var ending = new Ending { Signal = Signal.TERM, PatienceSeconds = 40 };
        return new Server
        {
            Name = name,
            Folder = folder,
            Ports = new Dictionary<string, PortBlock> { [Http] = http },
            Secrets = new Dictionary<string, string>(),
            Requires = new Dictionary<string, string>(),
            User = null,
            Environment = environment,
            Prepare = [],
            Command = [Dotnet, Path.Combine(AppContext.BaseDirectory, program)],
            Ready = new ReadyCheck { Tcp = Http, WithinSeconds = 120 },
            Stop = ending,
            Down = ending,
            Exports = new Dictionary<string, string>(),
        };
    }

    private static string Dotnet =>
        Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";

    private static string FolderOf(UpSettings settings, string name) => Path.Combine(settings.Lab.Folder, name);
}
