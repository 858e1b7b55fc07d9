using System.Text;
using Ringback.CatalogFiles;

namespace Ringback.Tests.Unit.CatalogFiles;

/// <summary>Whatever the bytes, reading ends in a catalog or in errors, one line each.</summary>
public class HostileCatalogTests
{
    private static readonly string[] Pieces =
    [
        "\t",
        "\n",
        ":",
        " ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        "#",
        "&a",
        "*a",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
        "? ",
        "${",
        "${A}",
        "---",
        "\0",
        "\ud800",
        "\u2028",
        "~",
        "null",
        "-1",
        "99999999999999999999",
        "0x1F",
        "1e9",
        "\\",
        "\\U00110000",
        "<<",
        "=",
        ",",
        "true",
        "25h",
        "é",
        "💥",
    ];

    private static readonly Gen<string> Piece = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]);

    [Fact]
    public void Random_bytes_never_throw() =>
        Gen.Byte.Array[0, 300].Sample(bytes => Check(Catalogs.Parse(Encoding.UTF8.GetString(bytes))), iter: 20_000);

    [Fact]
    public void Random_words_of_yaml_never_throw() =>
        Piece.Array[0, 40].Sample(words => Check(Catalogs.Parse(string.Concat(words))), iter: 20_000);

    [Fact]
    public void A_good_catalog_with_pieces_cut_out_and_put_in_never_throws()
    {
        var edit = Gen.Select(Gen.Int[0, Catalogs.Good.Length - 1], Gen.Int[0, 30], Piece);

        edit.Array[1, 4].Sample(edits => Check(Catalogs.Parse(edits.Aggregate(Catalogs.Good, Apply))), iter: 20_000);
    }

    private static string Apply(string text, (int At, int Cut, string Piece) edit)
    {
        var at = Math.Min(edit.At, text.Length);
        return text.Remove(at, Math.Min(edit.Cut, text.Length - at)).Insert(at, edit.Piece);
    }

    private static void Check(CatalogReading reading)
    {
        Assert.Equal(reading.Catalog is null, reading.Errors.Count > 0);
        Assert.All(reading.Errors, e => Assert.DoesNotContain(e.ToString(), char.IsControl));
    }
}
