using System.CommandLine;
using System.Diagnostics.Metrics;
using Ringback.Cli.Ledger;
using Ringback.Model;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback ledger import</c>: results of another monitor, or of another ledger, by the same ingest as a worker's.</summary>
internal static class LedgerImportCommand
{
    private static readonly Argument<string> File = new("FILE") { Description = "NDJSON, one result a line" };
    private static readonly Option<Instant?> Since = LedgerArguments.InstantOption(
        "--since",
        "When the watch began that the file tells of; each target's first slot if not given"
    );

    public static Command Create()
    {
        Command import = new(
            "import",
            "Take results from a file; exit code 0 all taken, 1 some refused, 2 the file is bad and nothing of it was taken"
        )
        {
            File,
            Since,
        };
        import.SetAction(
            (parsed, cancel) =>
                LedgerArguments.WithLedgerAsync(
                    parsed,
                    async database =>
                    {
                        var file = parsed.GetRequiredValue(File);
                        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
                        var import = new LedgerImport(
                            database,
                            parsed.GetValue(Since),
                            services.GetRequiredService<IMeterFactory>(),
                            TimeProvider.System
                        );
                        var receipt = await import.RunAsync(() => Open(file), file, cancel);
                        Console.WriteLine(receipt);
                        return receipt.Refused.Count == 0 ? 0 : CommandException.Failed;
                    }
                )
        );
        return import;
    }

    private static FileStream Open(string file)
    {
        try
        {
            var stream = System.IO.File.OpenRead(file);
            return stream.CanSeek
                ? stream
                : throw new CommandException($"{file} is no file that can be read twice", CommandException.BadUsage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be read: {e.Message}", CommandException.BadUsage);
        }
    }
}
