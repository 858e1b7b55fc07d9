using System.CommandLine;
using Npgsql;
using Ringback.Cli.Ledger;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;
using Spectre.Console;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback ledger timeline</c>: a target's verdicts as intervals, and the exact figures of a window.</summary>
internal static class LedgerTimelineCommand
{
    private static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    private static readonly Option<string> Target = new("--target") { Description = "Its id", Required = true };
    private static readonly Option<Instant?> From = LedgerArguments.From("30 days before --to if not given");
    private static readonly Option<Instant?> To = LedgerArguments.To("now if not given");
    private static readonly Option<bool> Json = new("--json") { Description = "One JSON object" };

    public static Command Create()
    {
        Command timeline = new("timeline", "Verdicts of a target over a window, and what follows from them")
        {
            Target,
            From,
            To,
            Json,
        };
        timeline.SetAction(
            (parsed, cancel) =>
                LedgerArguments.WithLedgerAsync(
                    parsed,
                    async database =>
                    {
                        var now = Instant.Now(TimeProvider.System);
                        var to = parsed.GetValue(To) ?? now;
                        var window = LedgerArguments.Window(parsed.GetValue(From) ?? to - Usual, to);
                        var view = await ReadAsync(database, parsed.GetRequiredValue(Target), window, now, cancel);
                        if (parsed.GetValue(Json))
                            Console.WriteLine(view.ToJson());
                        else
                            view.Write(AnsiConsole.Console);

                        return 0;
                    }
                )
        );
        return timeline;
    }

    /// <exception cref="CommandException">There is no such target.</exception>
    internal static async Task<TimelineView> ReadAsync(
        NpgsqlDataSource database,
        string id,
        Window window,
        Instant now,
        CancellationToken cancel
    )
    {
        if (await new TargetTimelineReads(database).FindAsync(id, window, now, cancel) is not { } target)
            throw new CommandException($"the ledger has no target '{id}', and never had one");

        return new TimelineView(
            target.Id,
            target.AsOf,
            [.. target.Counted(window).SelectMany(target.Verdicts.Within)],
            Availability.Of(target.Verdicts, target.Lifetimes, window, target.AsOf)
        );
    }
}
