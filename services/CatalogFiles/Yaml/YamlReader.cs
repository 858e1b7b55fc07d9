using Ringback.CatalogFiles.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Ringback.CatalogFiles.Yaml;

/// <summary>Builds the tree of one YAML document from the parser's events, within bounds.</summary>
/// <remarks>
/// YamlDotNet's own representation model recurses without a bound and expands aliases; a tree of our own costs a page
/// and is safe. Anchors, aliases and tags are refused: <c>defaults</c> says what targets share.
/// </remarks>
internal sealed class YamlReader
{
    public const int MaxDepth = 16;
    public const int MaxNodes = 250_000;

    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly ErrorList _errors;
    private int _nodes;

    private YamlReader(string text, ErrorList errors)
    {
        _scanner = new Scanner(new StringReader(text));
        _parser = new Parser(_scanner);
        _errors = errors;
    }

    /// <returns>Null after an error, which is in the list.</returns>
    public static YamlNode? Read(string text, ErrorList errors)
    {
        var reader = new YamlReader(text, errors);
        try
        {
            return reader.ReadDocument();
        }
        catch (RefusedException e)
        {
            errors.Add(e.Position, "", e.Message, e.Mend);
        }
        catch (YamlException e)
        {
            // The start of what was being read when a tab came may be lines above it.
            var at = IsAboutTabs(e.Message) ? reader._scanner.CurrentPosition : e.Start;
            errors.Add(Position.Of(at), "", $"is no YAML ({Shown.Text(e.Message).TrimEnd('.')})", Mend(e.Message));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException)
        {
            // YamlDotNet 18.1 lets these escape on an unclosed flow list and on \U escapes past U+10FFFF.
            errors.Add(Position.Of(reader._scanner.CurrentPosition), "", "is no YAML", Mend(""));
        }

        return null;
    }

    private static bool IsAboutTabs(string message) => message.Contains(" tab ", StringComparison.Ordinal);

    private static string Mend(string message) =>
        IsAboutTabs(message)
            ? "indent with spaces, never with tabs"
            : "check brackets, quotes, colons and indentation here and just above";

    private YamlNode ReadDocument()
    {
        Next<StreamStart>();
        if (_parser.MoveNext() && _parser.Current is StreamEnd)
            throw new RefusedException(new(1, 1), "the file is empty", "begin with 'version: 1'");

        Next();
        var root = ReadNode(0);
        Next<DocumentEnd>();
        var end = Next();
        return end is StreamEnd
            ? root
            : throw new RefusedException(Position.Of(end.Start), "a second document begins", "keep one catalog a file");
    }

    private YamlNode ReadNode(int depth)
    {
        var at = Position.Of(_parser.Current!.Start);
        if (++_nodes > MaxNodes)
            throw new RefusedException(at, $"there are more than {MaxNodes} values", "split the catalog");

        if (depth > MaxDepth)
            throw new RefusedException(
                at,
                $"is nested deeper than {MaxDepth}",
                "check the brackets and the indentation"
            );

        if (_parser.Current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
            throw new RefusedException(
                at,
                "uses an anchor or an alias",
                "write the value out, or put it under 'defaults'"
            );

        if (_parser.Current is NodeEvent { Tag.IsEmpty: false } tagged && tagged.Tag.ToString() is not "?")
            throw new RefusedException(at, "uses a YAML tag", "remove the '!' tag, or put the text in quotes");

        return _parser.Current switch
        {
            Scalar scalar => new YamlScalar(at, scalar.Value, scalar.Style is ScalarStyle.Plain),
            SequenceStart => new YamlList(at, ReadItems(depth)),
            _ => new YamlMap(at, ReadEntries(depth)),
        };
    }

    private List<YamlNode> ReadItems(int depth)
    {
        var items = new List<YamlNode>();
        while (Next() is not SequenceEnd)
            items.Add(ReadNode(depth + 1));

        return items;
    }

    private List<YamlEntry> ReadEntries(int depth)
    {
        var entries = new List<YamlEntry>();
        while (Next() is not MappingEnd)
        {
            var node = ReadNode(depth + 1);
            if (node is not YamlScalar key)
                throw new RefusedException(
                    node.Position,
                    "a list or map stands where a key belongs",
                    "write 'key: value'"
                );

            Next();
            entries.Add(new YamlEntry(key, ReadNode(depth + 1)));
        }

        return entries;
    }

    private ParsingEvent Next() =>
        _parser.MoveNext() && _parser.Current is { } current
            ? current
            : throw new InvalidOperationException("the stream ended early");

    private void Next<T>()
        where T : ParsingEvent
    {
        if (Next() is not T)
            throw new InvalidOperationException("an event is out of order");
    }

    /// <summary>The document is YAML, but not of the kind that is read here.</summary>
    private sealed class RefusedException(Position position, string problem, string mend) : Exception(problem)
    {
        public Position Position { get; } = position;

        public string Mend { get; } = mend;
    }
}
