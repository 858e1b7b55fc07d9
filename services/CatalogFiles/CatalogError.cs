using System.Globalization;
using System.Text;

namespace Ringback.CatalogFiles;

/// <summary>One thing that is wrong with a catalog, and how to mend it. It never repeats a secret.</summary>
/// <param name="Line">From 1; 0 where the error has no place in the file, such as a file that is not there.</param>
/// <param name="Column">From 1, in UTF-16 units; 0 as <paramref name="Line"/>.</param>
/// <param name="Field">Path of the field, such as <c>targets[3].https.url</c>; empty where it is about the whole file.</param>
/// <param name="Problem">What is wrong, without the field.</param>
/// <param name="Mend">What to write instead.</param>
public sealed record CatalogError(string File, int Line, int Column, string Field, string Problem, string Mend)
{
    /// <summary><c>x.yaml:14:10: targets[3].https.url: 'htp://x' is no https URL; write one such as …</c></summary>
    public override string ToString()
    {
        var text = new StringBuilder(File);
        if (Line > 0)
            text.Append(CultureInfo.InvariantCulture, $":{Line}:{Column}");

        text.Append(": ");
        if (Field.Length > 0)
            text.Append(Field).Append(": ");

        return text.Append(Problem).Append("; ").Append(Mend).ToString();
    }
}
