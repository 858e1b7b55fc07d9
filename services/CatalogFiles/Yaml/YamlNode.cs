using YamlDotNet.Core;

namespace Ringback.CatalogFiles.Yaml;

/// <summary>Line and column, both from 1; 0 where there is none.</summary>
internal readonly record struct Position(int Line, int Column)
{
    public static Position Of(Mark mark) => new((int)mark.Line, (int)mark.Column);
}

/// <summary>A value of the file and where it begins.</summary>
internal abstract record YamlNode(Position Position);

/// <param name="Text">As written, escapes resolved, no type guessed: <c>0123</c> stays <c>0123</c>.</param>
/// <param name="Plain">Written without quotes, so that <c>~</c> and <c>null</c> mean nothing at all.</param>
internal sealed record YamlScalar(Position Position, string Text, bool Plain) : YamlNode(Position)
{
    public bool IsEmpty => Text.Length == 0 || (Plain && Text is "~" or "null" or "Null" or "NULL");
}

internal sealed record YamlList(Position Position, IReadOnlyList<YamlNode> Items) : YamlNode(Position);

/// <param name="Entries">In the order of the file; a key may be there twice.</param>
internal sealed record YamlMap(Position Position, IReadOnlyList<YamlEntry> Entries) : YamlNode(Position);

internal readonly record struct YamlEntry(YamlScalar Key, YamlNode Value);
