using Ringback.CatalogFiles.Yaml;

namespace Ringback.CatalogFiles.Reading;

/// <summary>One map of the file, its keys checked for doubles.</summary>
internal sealed record Layer(Field Field, YamlMap Map, IReadOnlyDictionary<string, YamlEntry> Entries)
{
    /// <summary>Of a key written twice the first counts, and the second is an error.</summary>
    public static Layer Of(Field field, YamlMap map)
    {
        var entries = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
        {
            if (entries.TryAdd(entry.Key.Text, entry))
                continue;

            var first = entries[entry.Key.Text].Key.Position.Line;
            At(field, entry.Key).Fail($"is written twice (first in line {first})", "remove one of the two");
        }

        return new Layer(field, map, entries);
    }

    public static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    public string PathOf(string key) => Join(Field.Path, key);

    public void ReportUnknown(IReadOnlyCollection<string> known)
    {
        foreach (var (key, _) in Map.Entries)
        {
            if (!known.Contains(key.Text))
                At(Field, key).Fail("is no known key", Field.Errors.IsFull ? "" : Nearest.Mend(key.Text, known, "key"));
        }
    }

    private static Field At(Field field, YamlScalar key) =>
        field with
        {
            Path = Join(field.Path, Shown.Text(key.Text)),
            Node = key,
        };
}
