using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <summary>
/// An opaque place in a listing of results; stable while new ones arrive, since they sort before it. It keeps the start of the
/// window: one that is reckoned from now would move between two pages and lose the oldest.
/// </summary>
/// <param name="From">Start of the first page's window.</param>
/// <param name="After">Last result of the page before.</param>
internal sealed record ResultCursor(Instant From, ResultPlace After)
{
    /// <summary>9999-12-31: the last day that a timestamp holds.</summary>
    private const long Latest = 253_402_300_799_000_000;

    public static ResultCursor Of(Instant from, ProbeResult last) =>
        new(from, new ResultPlace(last.ScheduledAt, last.Region, last.Trigger));

    public static bool TryParse(string text, out ResultCursor? cursor)
    {
        cursor = null;
        if (text.Length > 256 || !Base64Url.IsValid(text))
            return false;

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ');
        if (
            parts.Length != 4
            || !TryParseInstant(parts[0], out var from)
            || !TryParseInstant(parts[1], out var scheduledAt)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var trigger)
            || !Enum.IsDefined((Trigger)trigger)
            || !Slug.IsValid(parts[3])
        )
        {
            return false;
        }

        cursor = new ResultCursor(from, new ResultPlace(scheduledAt, parts[3], (Trigger)trigger));
        return true;
    }

    public override string ToString() =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{From.Microseconds} {After.ScheduledAt.Microseconds} {(int)After.Trigger} {After.Region}"
                )
            )
        );

    private static bool TryParseInstant(string text, out Instant instant)
    {
        var isRead = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds);
        instant = new Instant(microseconds);
        return isRead && microseconds <= Latest;
    }
}
