using System.CommandLine;
using System.Text.Json;
using Npgsql;
using Ringback.Cli.Ledger;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;
using Ringback.Store.Results;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback ledger export</c>: raw results, one JSON object a line, as <c>import</c> takes them.</summary>
internal static class LedgerExportCommand
{
    private static readonly Option<string?> Target = new("--target") { Description = "Its id; all if not given" };
    private static readonly Option<Instant?> From = LedgerArguments.From("the first result if not given");
    private static readonly Option<Instant?> To = LedgerArguments.To("now if not given");
    private static readonly Option<string?> Output = new("--output")
    {
        Description = "File to write, which must not be there yet; standard output if not given",
    };

    public static Command Create()
    {
        Command export = new("export", "Raw results, one JSON object a line") { Target, From, To, Output };
        export.SetAction(
            (parsed, cancel) =>
                LedgerArguments.WithLedgerAsync(
                    parsed,
                    async database =>
                    {
                        var now = Instant.Now(TimeProvider.System);
                        var window = LedgerArguments.Window(
                            parsed.GetValue(From) ?? Instant.UnixEpoch,
                            parsed.GetValue(To) ?? now
                        );
                        var file = parsed.GetValue(Output);
                        await using var output = file is null ? Console.OpenStandardOutput() : Create(file);
                        var count = await WriteAsync(database, parsed.GetValue(Target), window, now, output, cancel);
                        if (file is not null)
                            Console.WriteLine($"{count} results in {file}");

                        return 0;
                    }
                )
        );
        return export;
    }

    /// <summary>A line at a time: however many there are, few are in memory.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="CommandException">There is no such target.</exception>
    internal static async Task<long> WriteAsync(
        NpgsqlDataSource database,
        string? target,
        Window window,
        Instant now,
        Stream output,
        CancellationToken cancel
    )
    {
        int? number = null;
        if (target is not null)
        {
            number =
                (await new TargetReads(database).FindAsync(target, now, cancel))?.Number
                ?? throw new CommandException($"the ledger has no target '{target}', and never had one");
        }

        await using var buffered = new BufferedStream(output, 1 << 16);
        var count = 0L;
        await foreach (var result in new ResultArchive(database).ReadAsync(number, window, cancel))
        {
            await JsonSerializer.SerializeAsync(buffered, result, ModelJson.Default.ProbeResult, cancel);
            buffered.WriteByte((byte)'\n');
            count++;
        }

        return count;
    }

    private static FileStream Create(string file)
    {
        try
        {
            return new FileStream(file, FileMode.CreateNew);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--output {file} cannot be written: {e.Message}", CommandException.BadUsage);
        }
    }
}
