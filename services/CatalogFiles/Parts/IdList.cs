using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;

namespace Ringback.CatalogFiles.Parts;

/// <summary>A top-level list of things that have an id.</summary>
internal static class IdList
{
    /// <summary>Opens each item, reads its id and checks that no other has it.</summary>
    /// <param name="catalog">The top of the file.</param>
    /// <param name="key">Such as <c>targets</c>.</param>
    /// <param name="required">Whether it is an error that there is none.</param>
    public static IReadOnlyList<(Section Section, string Id)> Open(Section catalog, string key, bool required)
    {
        if (required)
            catalog.Needs(key);

        var opened = new List<(Section, string)>();
        if (catalog.Find(key) is not { } field)
        {
            if (required)
                catalog.Fail(key, "is missing", $"list at least one below '{key}:'");

            return opened;
        }

        if (!field.TryItems($"{key}, each with an 'id'", out var items))
            return opened;

        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (!Section.TryOpen(item, "a map with an 'id'", partial: false, out var section))
                continue;

            var id = section.Required<string>("id", "give it an id such as main-pbx", One.Id) ?? "";
            opened.Add((section, id));
            if (id.Length > 0 && !lines.TryAdd(id, section.Find("id")!.Node.Position.Line))
                section.Fail("id", $"{Shown.Quoted(id)} is taken (line {lines[id]})", "give each its own id");
        }

        return opened;
    }

    public static IReadOnlySet<string> Ids(IEnumerable<(Section Section, string Id)> items) =>
        items.Select(i => i.Id).Where(id => id.Length > 0).ToHashSet(StringComparer.Ordinal);
}
