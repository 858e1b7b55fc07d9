using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ringback.CatalogFiles.Schema;
using Ringback.CatalogFiles.Yaml;

namespace Ringback.CatalogFiles.Reading;

/// <summary>Reads a value, or says what is wrong with it.</summary>
/// <returns>False after an error that is in the list.</returns>
internal delegate bool FieldReader<T>(Field field, [MaybeNullWhen(false)] out T value);

/// <summary>One value of the file: the node, its path, and what reading it needs.</summary>
/// <param name="Path">Such as <c>targets[3].https.url</c>.</param>
internal sealed record Field(string Path, YamlNode Node, ErrorList Errors, VariableValues Variables)
{
    /// <summary>Whether a list stands here, where a single value may stand too.</summary>
    public bool IsList => Node is YamlList || (Node is Sketch sketch && sketch.Choose(2) == 1);

    /// <returns>False, so that a reader can end with it.</returns>
    public bool Fail(string problem, string mend)
    {
        Errors.Add(Node.Position, Path, problem, mend);
        return false;
    }

    /// <summary>The text of a single value, variables put in; neither empty nor all blank.</summary>
    /// <param name="expected">What belongs here, such as <c>a duration such as 30s</c>.</param>
    /// <param name="shape">What is more to be said of it, for editors.</param>
    public bool TryText(string expected, out string text, TextShape? shape = null)
    {
        text = "";
        if (Node is Sketch sketch)
        {
            sketch.Said.BeText(expected, shape);
            return false;
        }

        if (Node is not YamlScalar scalar)
            return Fail($"is a {(Node is YamlList ? "list" : "map")}", $"write {expected}");

        if (scalar.IsEmpty)
            return Fail("is empty", $"write {expected}, or remove the key");

        if (!Variables.TryExpand(scalar, Path, Errors, out text))
            return false;

        return !string.IsNullOrWhiteSpace(text) || Fail("is blank", $"write {expected}");
    }

    /// <summary>The items of a list; an error where it is none, or is empty.</summary>
    public bool TryItems(string expected, out IReadOnlyList<Field> items)
    {
        items = [];
        if (Node is Sketch sketch)
        {
            sketch.Said.BeList(expected);
            items = [this with { Path = $"{Path}[0]", Node = sketch.Item() }];
            return true;
        }

        if (Node is not YamlList list)
        {
            var found = Node switch
            {
                YamlMap => "is a map",
                YamlScalar { IsEmpty: true } => "is empty",
                _ => "is a single value",
            };
            return Fail(found, $"write a list of {expected}");
        }

        if (list.Items.Count == 0)
            return Fail("is an empty list", $"name at least one of {expected}, or remove the key");

        items =
        [
            .. list.Items.Select(
                (item, i) =>
                    this with
                    {
                        Path = string.Create(CultureInfo.InvariantCulture, $"{Path}[{i}]"),
                        Node = item,
                    }
            ),
        ];
        return true;
    }
}
