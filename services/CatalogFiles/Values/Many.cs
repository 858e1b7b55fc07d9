using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Schema;
using Ringback.CatalogFiles.Yaml;

namespace Ringback.CatalogFiles.Values;

/// <summary>Readers of lists and of references.</summary>
internal static class Many
{
    /// <summary>At least one, none twice.</summary>
    public static FieldReader<IReadOnlyList<T>> Distinct<T>(string what, FieldReader<T> read)
        where T : notnull =>
        (Field field, [MaybeNullWhen(false)] out IReadOnlyList<T> values) =>
        {
            values = null;
            if (!field.TryItems(what, out var items))
                return false;

            var seen = new HashSet<T>();
            var distinct = new List<T>();
            var good = true;
            foreach (var item in items)
            {
                if (!read(item, out var value))
                    good = false;
                else if (seen.Add(value))
                    distinct.Add(value);
                else
                    good = item.Fail(
                        $"{Shown.Quoted(((YamlScalar)item.Node).Text)} is in the list twice",
                        "remove one of the two"
                    );
            }

            values = distinct;
            return good;
        };

    /// <summary>An id that is in <paramref name="known"/>.</summary>
    /// <param name="what">What it is an id of: region, component, target.</param>
    public static FieldReader<string> Reference(string what, IReadOnlySet<string> known) =>
        (Field field, [MaybeNullWhen(false)] out string id) =>
        {
            if (!One.Id(field, out id))
                return false;

            return known.Contains(id)
                || field.Fail(
                    $"there is no {what} {Shown.Quoted(id)}",
                    field.Errors.IsFull ? "" : Nearest.Mend(id, known, what)
                );
        };

    public static FieldReader<IReadOnlyList<string>> References(string what, IReadOnlySet<string> known) =>
        Distinct($"{what} ids", Reference(what, known));

    /// <summary>One of a few words.</summary>
    public static FieldReader<T> Word<T>(IReadOnlyDictionary<string, T> words) =>
        (Field field, [MaybeNullWhen(false)] out T value) =>
        {
            value = default;
            var expected = words.Count == 1 ? $"'{words.Keys.Single()}'" : $"one of {string.Join(", ", words.Keys)}";
            if (field.Node is Sketch sketch)
            {
                sketch.Said.BeWord(expected, words.Keys);
                value = words.Values.ElementAt(sketch.Choose(words.Count));
                return true;
            }

            if (!field.TryText(expected, out var text))
                return false;

            return words.TryGetValue(text, out value)
                || field.Fail($"{Shown.Quoted(text)} is not {expected}", $"write {expected}");
        };
}
