using System.CommandLine;
using System.Text.Json;
using Ringback.Cli.Probing;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Spectre.Console;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback probe</c>: one run, now, of a catalog's target or of an address; counted nowhere.</summary>
internal static class ProbeCommand
{
    private const string Here = "here";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private static readonly Argument<string> Target = new("TARGET")
    {
        Description = $"Id of a target of the catalog, or an address: {ProbeAddress.Forms}",
    };

    private static readonly Option<string?> CatalogPath = new("--catalog")
    {
        Description = "The catalog that has the target, such as infra/catalogs/lab.yaml",
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "NAME=value of a variable of the catalog, as often as needed",
    };

    private static readonly Option<double?> Timeout = new("--timeout")
    {
        Description = "Time limit in seconds (default: the target's, or 10)",
    };

    private static readonly Option<string?> User = new("--user") { Description = "User name, of an address" };

    private static readonly Option<string?> PasswordEnv = new("--password-env")
    {
        Description = "The environment variable that holds the password, of an address",
    };

    private static readonly Option<bool> PublicOnly = new("--public-only")
    {
        Description = "Send to addresses of the Internet alone, as a worker with Egress=public does",
    };

    private static readonly Option<string?> CaFile = new("--ca-file")
    {
        Description = "PEM file with the authorities to trust, of an address over TLS",
    };

    private static readonly Option<bool> Rehearse = new("--rehearse")
    {
        Description =
            "Probe twice and show the second run: the first of a fresh process pays for the runtime's warm-up",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "The result as one JSON object" };

    public static Command Create()
    {
        Command probe = new(
            "probe",
            "Probe once and show phases, figures and the exchange; exit code 0 up, 1 down, 3 degraded, 4 unknown"
        )
        {
            Target,
            CatalogPath,
            Set,
            Timeout,
            User,
            PasswordEnv,
            CaFile,
            PublicOnly,
            Rehearse,
            Json,
        };
        probe.SetAction(
            (parsed, cancel) =>
                RunAsync(
                    TargetOf(parsed),
                    parsed.GetValue(PublicOnly) ? EgressPolicy.Public([]) : EgressPolicy.Any,
                    parsed.GetValue(Rehearse),
                    parsed.GetValue(Json),
                    cancel
                )
        );
        return probe;
    }

    internal static int ExitCode(Outcome outcome) =>
        outcome switch
        {
            Outcome.Up => 0,
            Outcome.Down => 1,
            Outcome.Degraded => 3,
            _ => 4,
        };

    private static async Task<int> RunAsync(
        Target target,
        EgressPolicy egress,
        bool rehearse,
        bool json,
        CancellationToken cancel
    )
    {
        using var logs = LoggerFactory.Create(logging =>
            logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
        );
        using var stalls = new StallWatch(TimeProvider.System);
        using var halt = new Halt();
        await using var stop = cancel.Register(halt.Shutdown);
        var runner = new ProbeRunner(
            Here,
            new ProbeMeans(Resolver.OfSystem, Secrets.OfProcess) { Egress = egress },
            ProbeList.Find,
            stalls.LongestSince,
            TimeProvider.System,
            logs.CreateLogger<ProbeRunner>()
        )
        {
            EvidenceAlways = true,
        };
        var run = new PlannedRun(target, Instant.Now(TimeProvider.System), Trigger.Manual);
        if (rehearse)
            await runner.RunAsync(run, TimeSpan.Zero, halt);

        var result = await runner.RunAsync(run, TimeSpan.Zero, halt);

        if (json)
            Console.WriteLine(JsonSerializer.Serialize(result, ModelJson.Default.ProbeResult));
        else
            ResultView.Write(AnsiConsole.Console, target.Check.Kind, result);

        return ExitCode(result.Outcome);
    }

    private static Target TargetOf(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(Target);
        var target = ProbeAddress.IsMeant(text) ? OfAddress(text, parsed) : OfCatalog(text, parsed);
        if (parsed.GetValue(Timeout) is not { } seconds)
            return target;

        return seconds is > 0 and <= 3600
            ? target with
            {
                Timeout = TimeSpan.FromSeconds(seconds),
            }
            : throw Usage($"--timeout wants seconds, more than 0 and at most 3600, not {seconds}");
    }

    private static Target OfAddress(string text, ParseResult parsed)
    {
        Credential? credential = (parsed.GetValue(User), parsed.GetValue(PasswordEnv)) switch
        {
            (null, null) => null,
            ({ } user, { } variable) => new Credential(user, new SecretReference(variable, null)),
            _ => throw Usage("--user and --password-env go together"),
        };
        return ProbeAddress.TryParse(text, credential, parsed.GetValue(CaFile), out var check)
            ? new Target
            {
                Id = text,
                Name = text,
                Regions = [Here],
                Interval = DefaultTimeout,
                Timeout = DefaultTimeout,
                Check = check!,
            }
            : throw Usage($"'{text}' is no address to probe: give one of {ProbeAddress.Forms}");
    }

    private static Target OfCatalog(string id, ParseResult parsed)
    {
        var file =
            parsed.GetValue(CatalogPath)
            ?? throw Usage($"give --catalog FILE that has '{id}', or an address: {ProbeAddress.Forms}");
        var catalog = CatalogArguments.Read(file, CatalogArguments.Variables(parsed.GetValue(Set) ?? []));
        return catalog.Targets.FirstOrDefault(target => target.Id == id)
            ?? throw Usage($"{file} has no target '{id}', but {string.Join(", ", catalog.Targets.Select(t => t.Id))}");
    }

    private static CommandException Usage(string message) => new(message, CommandException.BadUsage);
}
