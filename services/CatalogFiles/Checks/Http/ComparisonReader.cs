using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks.Http;

namespace Ringback.CatalogFiles.Checks.Http;

/// <summary>What one value of an answer must be: at most one key, and none where it must only be there.</summary>
internal static class ComparisonReader
{
    public const string Forms = "one of { is: … }, { is_not: … }, { contains: … }, { matches: … }, { at_least: … }, …";

    private static readonly FieldReader<string> Kinds = Many.Word(
        new[] { "object", "array", "string", "number", "boolean", "null" }.ToDictionary(kind => kind)
    );

    /// <param name="section">That holds the comparison, which the caller closes.</param>
    /// <param name="ofJson">Whether the value is one of JSON, which has a type.</param>
    public static Comparison Read(Section section, bool ofJson)
    {
        var read = new List<(string Key, Comparison Comparison)>();
        Take("is", ComparisonKind.Is, Operand);
        Take("is_not", ComparisonKind.IsNot, Operand);
        Take("contains", ComparisonKind.Contains, Operand);
        Take("matches", ComparisonKind.Matches, HttpTexts.Pattern);
        Take("at_least", ComparisonKind.AtLeast, Number);
        Take("at_most", ComparisonKind.AtMost, Number);
        if (ofJson)
        {
            Take("type", ComparisonKind.Type, Kinds);
            Take("items_at_least", ComparisonKind.ItemsAtLeast, Number);
        }

        if (section.TryGet<bool>("present", One.Flag, out var present))
            read.Add(("present", new(present ? ComparisonKind.Present : ComparisonKind.Absent, "")));

        foreach (var (key, _) in read.Skip(1))
            section.Fail(key, $"a second comparison beside '{read[0].Key}'", "make it an entry of its own");

        return read.Count > 0 ? read[0].Comparison : new(ComparisonKind.Present, "");

        void Take(string key, ComparisonKind kind, FieldReader<string> reader)
        {
            if (section.TryGet<string>(key, reader, out var operand))
                read.Add((key, new(kind, operand)));
        }
    }

    private static bool Operand(Field field, [MaybeNullWhen(false)] out string text) =>
        field.TryText("what it is compared with", out text)
        && (text.Length <= 1000 || field.Fail("is longer than 1000 characters", "compare with less"));

    private static bool Number(Field field, [MaybeNullWhen(false)] out string text) =>
        field.TryText("a number", out text)
        && (
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            || field.Fail($"{Shown.Quoted(text)} is no number", "write one such as 5 or 0.25")
        );
}
