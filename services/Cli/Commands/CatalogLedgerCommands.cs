using System.CommandLine;
using Ringback.Cli.Ledger;
using Ringback.Model.Catalogs;
using Ringback.Store.Access;
using Ringback.Store.Catalogs;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback catalog diff</c> and <c>apply</c>: a file held against the newest catalog of a ledger, and taken into it.</summary>
internal static class CatalogLedgerCommands
{
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(10);

    private static readonly Argument<string> File = new("FILE") { Description = "The catalog" };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "NAME=value of a variable, as often as needed",
    };

    public static Command Diff()
    {
        Command diff = new("diff", "What a file would change of a ledger's newest catalog; exit code 1 where anything")
        {
            File,
            Set,
            LedgerArguments.Database,
        };
        diff.SetAction(
            (parsed, cancel) =>
            {
                var catalog = Read(parsed);
                return LedgerArguments.WithLedgerAsync(
                    parsed,
                    async database =>
                    {
                        var newest = await new CatalogVersions(database).NewestGivenAsync(cancel);
                        return Write(newest, catalog);
                    }
                );
            }
        );
        return diff;
    }

    public static Command Apply()
    {
        Command apply = new("apply", "Take a file into a ledger as its newest catalog; it rules 10 s later")
        {
            File,
            Set,
            LedgerArguments.Database,
        };
        apply.SetAction(
            (parsed, cancel) =>
            {
                var catalog = Read(parsed);
                return LedgerArguments.WithLedgerAsync(
                    parsed,
                    async database =>
                    {
                        var newest = await new CatalogVersions(database).NewestGivenAsync(cancel);
                        Write(newest, catalog);
                        var version =
                            await new CatalogLedger(database, TimeProvider.System).ChangeAsync(
                                newest?.Id ?? 0,
                                catalog,
                                Lead,
                                "catalog.apply",
                                new Actor($"cli:{Environment.UserName}", null, null),
                                cancel
                            ) ?? throw new CommandException("somebody else changed the catalog just now: look again");
                        Console.WriteLine(
                            version.Id == newest?.Id
                                ? $"version {version.Id} says the same"
                                : $"version {version.Id}, which rules from {version.Catalog.EffectiveAt}"
                        );
                        return 0;
                    }
                );
            }
        );
        return apply;
    }

    private static Catalog Read(ParseResult parsed) =>
        CatalogArguments.Read(parsed.GetRequiredValue(File), CatalogArguments.Variables(parsed.GetValue(Set) ?? []));

    private static int Write(CatalogVersion? newest, Catalog catalog)
    {
        var differences = CatalogDifference.Between(newest?.Catalog, catalog);
        foreach (var each in differences)
            Console.WriteLine($"{each.Path}: {each.Before ?? "(nothing)"} -> {each.After ?? "(nothing)"}");

        return differences.Count == 0 ? 0 : CommandException.Failed;
    }
}
