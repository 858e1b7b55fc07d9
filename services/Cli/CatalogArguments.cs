using Ringback.CatalogFiles;
using Ringback.Model.Catalogs;

namespace Ringback.Cli;

/// <summary>What every command that takes a catalog does with <c>--catalog</c> and <c>--set</c>.</summary>
internal static class CatalogArguments
{
    /// <summary>The values of <c>--set NAME=value</c> over those of the environment.</summary>
    /// <exception cref="CommandException">One is not of that form.</exception>
    public static IReadOnlyDictionary<string, string> Variables(IEnumerable<string> sets) =>
        CatalogVariables.From(
            Environment.GetEnvironmentVariables(),
            sets.Select(set =>
                CatalogVariables.TryParseSetting(set, out var setting)
                    ? setting
                    : throw new CommandException($"--set wants NAME=value, not '{set}'", CommandException.BadUsage)
            )
        );

    /// <exception cref="CommandException">The file is not valid; every error of it stands in the message, one a line.</exception>
    public static Catalog Read(string file, IReadOnlyDictionary<string, string> variables)
    {
        var reading = CatalogFile.Read(file, variables);
        return reading.Catalog
            ?? throw new CommandException(
                $"{file} is no valid catalog\n{string.Join('\n', reading.Errors)}",
                CommandException.BadUsage
            );
    }
}
