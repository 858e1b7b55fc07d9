using System.Text;

namespace Ringback.Tests.Fuzz.Targets;

/// <summary>Seeds and words that are text.</summary>
internal static class Text
{
    public static IReadOnlyList<byte[]> Words(params string[] words) => [.. words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>With the line ends of the wire.</summary>
    public static byte[] Lines(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    /// <exception cref="InvalidOperationException">It does not hold: a find.</exception>
    public static void Hold(bool claim, string what)
    {
        if (!claim)
            throw new InvalidOperationException($"does not hold: {what}");
    }
}
