using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <summary>An opaque place in a listing of results; stable while new ones arrive, since they sort before it.</summary>
internal static class ResultCursor
{
    public static string Write(ProbeResult last) =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{last.ScheduledAt.Microseconds} {(int)last.Trigger} {last.Region}"
                )
            )
        );

    public static bool TryRead(string cursor, out ResultPlace? place)
    {
        place = null;
        if (cursor.Length > 256 || !Base64Url.IsValid(cursor))
            return false;

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(' ');
        if (
            parts.Length != 3
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            || microseconds > 253_402_300_799_000_000 // 9999-12-31: the last that a timestamp holds
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var trigger)
            || !Enum.IsDefined((Trigger)trigger)
            || !Slug.IsValid(parts[2])
        )
        {
            return false;
        }

        place = new ResultPlace(new Instant(microseconds), parts[2], (Trigger)trigger);
        return true;
    }
}
