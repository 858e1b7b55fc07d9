using Ringback.CatalogFiles.Yaml;

namespace Ringback.CatalogFiles.Schema;

/// <summary>A value of no file: a reader that comes to it leaves word of what it would take there.</summary>
/// <param name="Path">Without places in lists: <c>targets[].https.url</c>.</param>
internal sealed record Sketch(string Path, SchemaNode Said, Exploration Tried) : YamlNode(default(Position))
{
    /// <summary>Whether a key below it is there; null where this time it is not.</summary>
    public Sketch? Find(string key)
    {
        var member = Member(key);
        return Tried.IsThere(member.Path) ? member : null;
    }

    public Sketch Member(string key) => new(Path.Length == 0 ? key : $"{Path}.{key}", Said.Member(key), Tried);

    public Sketch Item() => new($"{Path}[]", Said.Item(), Tried);

    /// <summary>The value of a key that the file may call what it likes.</summary>
    public Sketch Other() => new($"{Path}.*", Said.Other(), Tried);

    /// <summary>One of some ways that a reader can go.</summary>
    public int Choose(int ways) => Tried.Choose(Path, ways);
}
