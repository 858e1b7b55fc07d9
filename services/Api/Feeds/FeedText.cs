using System.Globalization;
using System.Text;
using Ringback.Model;
using Ringback.Model.Calendars;

namespace Ringback.Api.Feeds;

/// <summary>Values as the feeds' formats want them.</summary>
internal static class FeedText
{
    /// <summary>RFC 3339 with milliseconds and the zone's offset, as Statuspage writes it.</summary>
    public static string Rfc3339(Instant instant, Zone zone) =>
        zone.LocalAt(instant).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    /// <summary>RFC 822 with four digits of the year, as RSS 2.0 wants it.</summary>
    public static string Rfc822(Instant instant) =>
        instant.ToDateTimeOffset().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    /// <summary>What XML 1.0 cannot hold at all, not even escaped, becomes U+FFFD.</summary>
    public static string Xml(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var value = rune.Value;
            var allowed = value is '\t' or '\n' or '\r' or (>= 0x20 and not 0xFFFE and not 0xFFFF);
            clean.Append(allowed ? rune.ToString() : "\uFFFD");
        }

        return clean.ToString();
    }
}
