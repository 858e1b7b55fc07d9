using System.CommandLine;
using Ringback.Aggregator.Statements;
using Ringback.Aggregator.Verification;
using Ringback.Cli.Ledger;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Catalogs;
using Ringback.Store.Objectives;
using Ringback.Store.Timelines;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback ledger verify</c>: the ledger computed anew and held against what is stored, bit for bit.</summary>
internal static class LedgerVerifyCommand
{
    private static readonly Option<string?> Target = new("--target")
    {
        Description = "Its id; all and their components if not given",
    };
    private static readonly Option<Instant?> From = LedgerArguments.From("all of it if not given");
    private static readonly Option<Instant?> To = LedgerArguments.To("all of it if not given");

    public static Command Create()
    {
        Command verify = new(
            "verify",
            "Compute the ledger anew and say what is stored otherwise; exit code 0 nothing, 1 something"
        )
        {
            Target,
            From,
            To,
        };
        verify.SetAction(
            (parsed, cancel) =>
                LedgerArguments.WithLedgerAsync(
                    parsed,
                    async database =>
                    {
                        var window = LedgerArguments.Window(
                            parsed.GetValue(From) ?? Instant.MinValue,
                            parsed.GetValue(To) ?? Instant.MaxValue
                        );
                        await using var snapshot = await LedgerSnapshot.OpenAsync(database, cancel);
                        var statements = new StatementVerifier(
                            snapshot,
                            new StatementMaker(new SubjectReads(database), new RunReads(database)),
                            new CatalogVersions(database),
                            Instant.Now(TimeProvider.System)
                        );
                        return await VerifyAsync(
                            snapshot,
                            statements,
                            parsed.GetValue(Target),
                            window,
                            Console.Out,
                            cancel
                        );
                    }
                )
        );
        return verify;
    }

    /// <returns>The exit code.</returns>
    internal static async Task<int> VerifyAsync(
        LedgerSnapshot snapshot,
        StatementVerifier statements,
        string? target,
        Window window,
        TextWriter output,
        CancellationToken cancel
    )
    {
        if (target is not null && (await snapshot.TargetsAsync(cancel)).TrueForAll(each => each.Slug != target))
            throw new CommandException($"the ledger has no target '{target}', and never had one");

        var verifier = new Verifier(snapshot);
        List<Discrepancy> all = [.. await verifier.RunAsync(target, cancel)];
        if (target is null)
            all.AddRange(await statements.RunAsync(verifier.Pending, cancel));

        var found = all.FindAll(each => each.At == Instant.MinValue || window.Contains(each.At));
        foreach (var discrepancy in found)
            await output.WriteLineAsync(discrepancy.ToString());

        foreach (var pending in verifier.Pending)
            await output.WriteLineAsync($"{pending}: being derived, and left out");

        await output.WriteLineAsync(found.Count == 0 ? "nothing is stored otherwise" : $"{found.Count} differences");
        return found.Count == 0 ? 0 : CommandException.Failed;
    }
}
