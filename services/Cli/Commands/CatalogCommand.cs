using System.CommandLine;
using Ringback.CatalogFiles;
using Ringback.Model.Catalogs;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback catalog</c>: what a catalog file is worth before anything runs on it.</summary>
internal static class CatalogCommand
{
    private static readonly Argument<string> File = new("FILE")
    {
        Description = "The catalog, such as infra/catalogs/ipex.yaml",
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description =
            $"NAME=value of a variable, as often as needed; else the environment's {CatalogVariables.EnvironmentPrefix}NAME",
    };

    public static Command Create()
    {
        Command validate = new("validate", "Read a catalog and say everything that is wrong with it") { File, Set };
        validate.SetAction(parsed =>
            Validate(parsed.GetRequiredValue(File), parsed.GetValue(Set) ?? [], Console.Out, Console.Error)
        );
        Command schema = new("schema", "The JSON Schema of catalogs, for editors");
        schema.SetAction(_ => Console.Out.WriteLine(CatalogSchema.Text));
        return new("catalog", "Catalogs: what is watched, from where, against what limits")
        {
            validate,
            schema,
            CatalogLedgerCommands.Diff(),
            CatalogLedgerCommands.Apply(),
        };
    }

    /// <returns>The exit code: 0, or <see cref="CommandException.BadUsage"/> where there is an error.</returns>
    internal static int Validate(string file, IReadOnlyList<string> sets, TextWriter output, TextWriter errors)
    {
        var settings = new List<KeyValuePair<string, string>>();
        foreach (var set in sets)
        {
            if (!CatalogVariables.TryParseSetting(set, out var setting))
                throw new CommandException($"--set wants NAME=value, not '{set}'", CommandException.BadUsage);

            settings.Add(setting);
        }

        var variables = CatalogVariables.From(Environment.GetEnvironmentVariables(), settings);
        var reading = CatalogFile.Read(file, variables);
        var undeclared = settings.Select(s => s.Key).Except(reading.Variables).ToList();
        foreach (var error in reading.Errors)
            errors.WriteLine(error);

        if (reading.Catalog is not { } catalog)
        {
            errors.WriteLine(reading.Errors.Count == 1 ? "1 error" : $"{reading.Errors.Count} errors");
            return CommandException.BadUsage;
        }

        foreach (var name in undeclared)
            errors.WriteLine($"--set {name}: {file} declares no such variable");

        if (undeclared.Count > 0)
            return CommandException.BadUsage;

        output.WriteLine($"{file}: {Summary(catalog)}");
        return 0;
    }

    private static string Summary(Catalog catalog)
    {
        var kinds = catalog.Targets.CountBy(t => t.Check.Kind).OrderBy(k => k.Key, StringComparer.Ordinal);
        return $"{catalog.Regions.Count} regions, {catalog.Components.Count} components, "
            + $"{catalog.Targets.Count} targets ({string.Join(", ", kinds.Select(k => $"{k.Key} {k.Value}"))}), "
            + $"{catalog.Objectives.Count} objectives, {catalog.Maintenance.Count} maintenance windows";
    }
}
