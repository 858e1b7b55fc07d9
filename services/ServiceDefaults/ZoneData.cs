using System.Text;

namespace Ringback.ServiceDefaults;

/// <summary>The release of the IANA zone data that this machine computes with: a statement records it.</summary>
public static class ZoneData
{
    public const string Unknown = "unknown";

    private const int MaxLength = 24;

    /// <summary>Such as <c>2025b</c>; <see cref="Unknown"/> where the system does not say. Read once: the runtime keeps the zones that it read too.</summary>
    public static string Version { get; } =
        Read(Environment.GetEnvironmentVariable("TZDIR") is { Length: > 0 } folder ? folder : "/usr/share/zoneinfo");

    /// <param name="folder">Of the zone data: <c>tzdata.zi</c> tells in its first line, or the file <c>+VERSION</c> alone.</param>
    public static string Read(string folder) =>
        Named(FirstLine(Path.Combine(folder, "tzdata.zi")), "# version ")
        ?? Named(FirstLine(Path.Combine(folder, "+VERSION")), "")
        ?? Unknown;

    private static string? Named(string? line, string before) =>
        line is not null && line.StartsWith(before, StringComparison.Ordinal) && IsRelease(line[before.Length..])
            ? line[before.Length..]
            : null;

    private static bool IsRelease(string text) =>
        text.Length is > 0 and <= MaxLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '+');

    /// <summary>Null where there is none, or it is longer than any release is named.</summary>
    private static string? FirstLine(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var start = new byte[64];
            var text = Encoding.Latin1.GetString(start, 0, file.ReadAtLeast(start, start.Length, false));
            var end = text.IndexOf('\n', StringComparison.Ordinal);
            return end < 0 && text.Length == start.Length ? null : text[..(end < 0 ? text.Length : end)].TrimEnd('\r');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
