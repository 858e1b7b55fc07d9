using System.Text.Encodings.Web;
using System.Text.Json;
using Ringback.CatalogFiles.Parts;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Yaml;
using Ringback.Model.Catalogs;

namespace Ringback.CatalogFiles;

/// <summary>Reads one maintenance window from JSON, by the keys and rules of a catalog file.</summary>
public static class MaintenanceText
{
    private const string Item = "maintenance[0]";

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="window">As one of the list <c>maintenance</c> in a catalog; JSON is YAML, and is read as such.</param>
    /// <param name="catalog">Whose zone it is in, and whose targets and components it may name.</param>
    /// <returns>Null if and only if there is an error; their fields are those of the window.</returns>
    public static (MaintenanceWindow? Window, IReadOnlyList<CatalogError> Errors) Read(
        JsonElement window,
        Catalog catalog
    )
    {
        var errors = new ErrorList("");
        var text = $"{{\"maintenance\": [{JsonSerializer.Serialize(window, Plain)}]}}";
        var read = Read(text, catalog, errors);
        return (
            errors.Count == 0 ? read : null,
            [.. errors.InOrder().Select(error => error with { Field = OfWindow(error.Field) })]
        );
    }

    private static MaintenanceWindow? Read(string text, Catalog catalog, ErrorList errors)
    {
        if (YamlReader.Read(text, errors) is not { } root)
            return null;

        var top = new Field("", root, errors, new VariableValues(new Dictionary<string, string>()));
        if (!Section.TryOpen(top, "an object", partial: false, out var section))
            return null;

        var reader = new MaintenanceReader(
            catalog.Zone,
            catalog.Targets.Select(target => target.Id).ToHashSet(StringComparer.Ordinal),
            catalog.Components.Select(component => component.Id).ToHashSet(StringComparer.Ordinal)
        );
        return reader.Read(section) is [var only] ? only : null;
    }

    private static string OfWindow(string field) =>
        field.StartsWith(Item, StringComparison.Ordinal) ? field[Item.Length..].TrimStart('.') : field;
}
