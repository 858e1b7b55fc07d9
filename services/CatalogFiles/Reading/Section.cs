using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Schema;
using Ringback.CatalogFiles.Yaml;

namespace Ringback.CatalogFiles.Reading;

/// <summary>A cursor over one map of the file that remembers which keys were asked for: the rest are unknown.</summary>
/// <remarks>Behind the map itself lie those of <c>defaults</c>, so that a reader knows nothing of inheritance.</remarks>
internal sealed class Section
{
    private readonly Field _at;
    private readonly IReadOnlyList<Layer> _layers;
    private readonly HashSet<string> _known;
    private readonly Sketch? _sketch;
    private readonly bool _hasDefaults;

    /// <param name="at">What errors about the section as a whole point at.</param>
    /// <param name="layers">The map itself first, then its defaults.</param>
    /// <param name="partial">It only holds defaults: nothing is required.</param>
    private Section(Field at, IReadOnlyList<Layer> layers, HashSet<string> known, bool partial)
    {
        _at = at;
        _layers = layers;
        _known = known;
        _sketch = at.Node as Sketch;
        IsPartial = partial;
    }

    /// <summary>Whether it only holds defaults, so that nothing is required of it.</summary>
    public bool IsPartial { get; }

    private Section(Section own, IReadOnlyList<Section> others)
        : this(own._at, [.. own._layers, .. others.SelectMany(other => other._layers)], own._known, own.IsPartial) =>
        _hasDefaults = others.Count > 0;

    public Field Field => _at;

    /// <summary>Opens a map; an error where the field is none.</summary>
    public static bool TryOpen(Field field, string expected, bool partial, [NotNullWhen(true)] out Section? section)
    {
        section = null;
        if (field.Node is Sketch sketch)
        {
            sketch.Said.BeMap(expected);
            section = new Section(field, [], [], partial);
            return true;
        }

        if (field.Node is not YamlMap map)
            return field.Fail(field.Node is YamlList ? "is a list" : "is no map", $"write {expected}");

        section = new Section(field, [Layer.Of(field, map)], [], partial);
        return true;
    }

    /// <summary>The same map and the same memory of keys, with the maps of <paramref name="others"/> behind it.</summary>
    public Section Before(params IEnumerable<Section?> others) => new(this, [.. others.OfType<Section>()]);

    /// <summary>Every key with its value, where the file calls them what it likes.</summary>
    public IEnumerable<(YamlScalar Key, Field Value)> Entries()
    {
        if (_sketch is not null)
            return [(new YamlScalar(default, "name", Plain: true), _at with { Node = _sketch.Other() })];

        return ((YamlMap)_at.Node).Entries.Select(entry => (entry.Key, Find(entry.Key.Text)!));
    }

    /// <summary>The value of a key, from the map itself or else its defaults; null where none has it.</summary>
    public Field? Find(string key)
    {
        _known.Add(key);
        if (_sketch is not null)
            return _sketch.Find(key) is { } member
                ? _at with
                {
                    Path = Layer.Join(_at.Path, key),
                    Node = member,
                }
                : null;

        foreach (var layer in _layers)
        {
            if (layer.Entries.TryGetValue(key, out var entry))
                return _at with { Path = layer.PathOf(key), Node = entry.Value };
        }

        return null;
    }

    /// <summary>False also where the key is not there, which is no error.</summary>
    public bool TryGet<T>(string key, FieldReader<T> read, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return Find(key) is { } field && read(field, out value);
    }

    public T Optional<T>(string key, FieldReader<T> read, T otherwise) =>
        TryGet(key, read, out var value) ? value : otherwise;

    /// <summary>Null where the key is not there, or after an error.</summary>
    public T? Maybe<T>(string key, FieldReader<T> read)
        where T : class => TryGet(key, read, out var value) ? value : null;

    /// <param name="key">Which.</param>
    /// <param name="mend">What to write where it is missing.</param>
    /// <param name="read">Reads the value.</param>
    /// <returns>After an error the type's default: no catalog with an error is ever seen.</returns>
    public T Required<T>(string key, string mend, FieldReader<T> read)
    {
        Needs(key);
        if (Find(key) is { } field)
            return read(field, out var value) ? value : default!;

        if (!IsPartial)
            Fail(key, "is missing", mend);

        return default!;
    }

    /// <summary>Leaves word for editors that a key has to be there, where no default can stand in for it.</summary>
    public void Needs(string key)
    {
        if (!IsPartial && !_hasDefaults)
            _sketch?.Said.Require(key);
    }

    /// <summary>The map of a key with the same key's maps of the defaults behind it; an empty one where there is none.</summary>
    public Section Inner(string key)
    {
        _known.Add(key);
        if (_sketch is not null)
        {
            var member = _sketch.Member(key);
            member.Said.BeMap("keys below it");
            return new Section(_at with { Path = Layer.Join(_at.Path, key), Node = member }, [], [], IsPartial);
        }

        var layers = new List<Layer>();
        foreach (var layer in _layers)
        {
            if (!layer.Entries.TryGetValue(key, out var entry))
                continue;

            var field = _at with { Path = layer.PathOf(key), Node = entry.Value };
            if (entry.Value is YamlMap map)
                layers.Add(Layer.Of(field, map));
            else
                field.Fail("is no map", "write its keys below it, indented");
        }

        var at = layers.Count > 0 ? layers[0].Field : _at with { Path = Layer.Join(_at.Path, key) };
        return new Section(at, layers, [], IsPartial);
    }

    /// <summary>Reports an error at a key: where it was written, else at the section.</summary>
    public void Fail(string key, string problem, string mend)
    {
        if (_sketch is null)
            (Find(key) ?? _at with { Path = Layer.Join(_at.Path, key) }).Fail(problem, mend);
    }

    /// <summary>Reports the keys that nobody asked for.</summary>
    public void Close()
    {
        foreach (var layer in _layers)
            layer.ReportUnknown(_known);
    }

    /// <summary>Reports the keys of the map itself that nobody asked for, not those of its defaults.</summary>
    public void CloseOwn()
    {
        if (_sketch is null)
            _layers[0].ReportUnknown(_known);
    }
}
