using Ringback.Model;

namespace Ringback.Aggregator.Retention;

/// <summary>Where UTC days begin, in which results are kept, packed and dropped.</summary>
internal static class Midnight
{
    /// <summary>The last one at or before an instant so many days ago.</summary>
    public static Instant Before(Instant now, int days) =>
        Instant.From(
            new DateTimeOffset((now - TimeSpan.FromDays(days)).ToDateTimeOffset().UtcDateTime.Date, TimeSpan.Zero)
        );
}
