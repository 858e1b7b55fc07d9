using System.CommandLine;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store;
using Ringback.Store.Migrations;

namespace Ringback.Cli.Ledger;

/// <summary>What every command on the ledger is told alike: which database, and from when to when.</summary>
internal static class LedgerArguments
{
    private const string Variable = "RINGBACK_DATABASE";

    public static Option<string?> Database { get; } =
        new("--database")
        {
            Description = $"Npgsql connection string of the ledger; else the environment's {Variable}",
        };

    /// <param name="absent">What it is where it is left out.</param>
    public static Option<Instant?> From(string absent) => InstantOption("--from", $"Start of the window; {absent}");

    /// <param name="absent">What it is where it is left out.</param>
    public static Option<Instant?> To(string absent) =>
        InstantOption("--to", $"End of the window, exclusive; {absent}");

    public static Option<Instant?> InstantOption(string name, string description) =>
        new(name)
        {
            Description = $"{description} (RFC 3339 with an offset)",
            CustomParser = result =>
            {
                if (Instant.TryParse(result.Tokens.Single().Value, out var instant) && instant >= Instant.UnixEpoch)
                    return instant;

                result.AddError(
                    $"{name} wants an instant from 1970 on with an offset, such as 2026-10-01T00:00:00Z, "
                        + $"not '{result.Tokens.Single().Value}'"
                );
                return null;
            },
        };

    /// <exception cref="CommandException">It ends before it begins.</exception>
    public static Window Window(Instant from, Instant to) =>
        from < to
            ? new Window(from, to)
            : throw new CommandException($"--from {from} is not before --to {to}", CommandException.BadUsage);

    /// <summary>Opens the ledger for a command, and says in one line why it cannot be used.</summary>
    public static async Task<int> WithLedgerAsync(ParseResult parsed, Func<NpgsqlDataSource, Task<int>> command)
    {
        var text = parsed.GetValue(Database) ?? Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(text))
            throw new CommandException($"give --database, or set {Variable}", CommandException.BadUsage);

        try
        {
            await using var database = Store.Database.Open(text, "ringback-ledger");
            if (!await new Migrator(database).IsCurrentAsync(CancellationToken.None))
                throw new CommandException("the ledger's schema is not that of this build: start the aggregator first");

            return await command(database);
        }
        catch (ArgumentException e)
        {
            throw new CommandException($"--database is no connection string: {e.Message}", CommandException.BadUsage);
        }
        catch (Exception e) when (DatabaseOutage.IsOne(e))
        {
            throw new CommandException($"the ledger does not answer: {e.Message}");
        }
    }
}
