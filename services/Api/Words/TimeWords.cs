using System.Globalization;
using Ringback.Model;
using Ringback.Model.Calendars;

namespace Ringback.Api.Words;

/// <summary>Times as people read them.</summary>
internal static class TimeWords
{
    public static string Local(Instant instant, Zone zone) =>
        zone.LocalAt(instant).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    public static string Length(TimeSpan length) =>
        length < TimeSpan.FromMinutes(1) ? $"{length.Seconds} s"
        : length < TimeSpan.FromHours(1) ? $"{length.Minutes} min {length.Seconds} s"
        : length < TimeSpan.FromDays(1) ? $"{length.Hours} h {length.Minutes} min"
        : $"{(int)length.TotalDays} d {length.Hours} h";
}
