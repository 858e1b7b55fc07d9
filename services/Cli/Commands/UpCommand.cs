using System.CommandLine;
using Ringback.Cli.Lab;
using Ringback.Cli.Up;

namespace Ringback.Cli.Commands;

internal static class UpCommand
{
    private const string Postgres = "postgres";
    private const string RabbitMq = "rabbitmq";
    private static readonly TimeSpan OwnerPoll = TimeSpan.FromSeconds(1);

    private static readonly Option<string?> Catalog = new("--catalog")
    {
        Description = "The catalog; read again when it changes. With --lab, infra/catalogs/lab.yaml if not given",
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Value of a variable of the catalog, NAME=VALUE",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<bool> Lab = new("--lab") { Description = "Start the lab's servers, to be watched" };

    private static readonly Option<bool> Services = new("--services")
    {
        Description = "A process for each service, over RabbitMQ, as in a cluster",
    };

    private static readonly Option<string> Name = new("--name")
    {
        Description = "Of the run folder, /tmp/ringback-lab-NAME; two names run side by side",
        DefaultValueFactory = _ => "default",
    };

    private static readonly Option<string?> Database = new("--database")
    {
        Description = "Npgsql connection string; a private Postgres that goes with this command if not given",
    };

    private static readonly Option<string?> Broker = new("--broker")
    {
        Description = "AMQP URI for --services; a private RabbitMQ that goes with this command if not given",
    };

    private static readonly Option<string> Listen = new("--listen")
    {
        Description = "Address of page and API; what is not public is read without a key on loopback alone",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "Port of page and API; 0 for a free one",
        DefaultValueFactory = _ => 8080,
    };

    private static readonly Option<int?> OwnerPid = new("--owner-pid")
    {
        Description = "Stop when this process ends, however it ends",
    };

    public static Command Create()
    {
        Command up = new("up", "Watch everything in a catalog from this machine, until Ctrl-C")
        {
            Catalog,
            Set,
            Lab,
            Services,
            Name,
            Database,
            Broker,
            Listen,
            Port,
            OwnerPid,
        };
        up.SetAction(
            async (parsed, cancel) =>
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                var owned = StopWithAsync(parsed.GetValue(OwnerPid), stop);
                var code = await RunAsync(parsed, stop.Token);
                await stop.CancelAsync();
                await owned;
                return code;
            }
        );
        return up;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var withLab = parsed.GetValue(Lab);
        var services = parsed.GetValue(Services);
        var catalog =
            parsed.GetValue(Catalog)
            ?? (
                withLab
                    ? ShippedCatalog()
                    : throw new CommandException("give --catalog FILE, or --lab", CommandException.BadUsage)
            );
        var given = CatalogArguments.Variables(parsed.GetValue(Set) ?? []);
        if (!withLab)
            CatalogArguments.Read(catalog, given); // its mistakes are said before anything is started

        string?[] servers =
        [
            .. withLab ? ServerPlans.Names.Where(name => name is not (Postgres or RabbitMq)) : [],
            parsed.GetValue(Database) is null ? Postgres : null,
            services && parsed.GetValue(Broker) is null ? RabbitMq : null,
        ];
        var folder = RunFolder.OfName(parsed.GetValue(Name)!);
        Console.WriteLine($"starting {string.Join(", ", servers.OfType<string>())}");
        var lab = await LoopbackLab.UpAsync(folder, servers.OfType<string>(), Environment.ProcessId, cancel);
        try
        {
            Console.WriteLine($"lab: {lab.Folder}");
            foreach (var (name, value) in lab.Variables)
                Environment.SetEnvironmentVariable(name, value); // secrets that the catalog names

            Dictionary<string, string> variables = new(lab.Variables);
            foreach (var (name, value) in given)
                variables[name] = value;
            var settings = new UpSettings(
                catalog,
                CatalogArguments.Read(catalog, variables),
                variables,
                parsed.GetValue(Listen)!,
                parsed.GetValue(Port),
                parsed.GetValue(Database) ?? lab.Variables["RINGBACK_DATABASE"],
                parsed.GetValue(Broker) ?? lab.Variables.GetValueOrDefault("RINGBACK_BROKER"),
                lab,
                IsPrivate: parsed.GetValue(Database) is null
            );
            await (services ? SeparateServices.RunAsync(settings, cancel) : OneProcess.RunAsync(settings, cancel));
            return 0;
        }
        finally
        {
            await LoopbackLab.DownAsync(folder);
        }
    }

    private static async Task StopWithAsync(int? owner, CancellationTokenSource stop)
    {
        if (owner is not { } id || ProcessStat.Of(id) is not { } stat)
            return;

        var process = ProcessMark.Of(stat);
        while (process.IsAlive && !stop.IsCancellationRequested)
            await Task.Delay(OwnerPoll, TimeProvider.System, stop.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        await stop.CancelAsync();
    }

    private static string ShippedCatalog() =>
        Path.Combine(Path.GetDirectoryName(ServerPlans.Source)!, "catalogs", "lab.yaml");
}
