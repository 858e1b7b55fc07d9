namespace Ringback.CatalogFiles.Values;

/// <summary>Durations as people write them: <c>250ms</c>, <c>30s</c>, <c>1m30s</c>, <c>1.5s</c>, <c>14d</c>.</summary>
internal static class DurationText
{
    private static readonly (string Name, long Ticks)[] Units =
    [
        ("w", 7 * TimeSpan.TicksPerDay),
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("us", TimeSpan.TicksPerMicrosecond),
    ];

    /// <summary>Units descend and each is there once; the whole is at most 10,000 days, in whole microseconds.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var total = 0m;
        var last = -1;
        if (text.IsEmpty)
            return false;

        while (!text.IsEmpty)
        {
            if (!Quantity.TryTake(ref text, out var number))
                return false;

            var letters = text.IndexOfAnyExceptInRange('a', 'z');
            var name = (letters < 0 ? text : text[..letters]).ToString();
            var unit = Array.FindIndex(Units, u => u.Name == name);
            if (unit <= last)
                return false;

            last = unit;
            total += number * Units[unit].Ticks;
            text = text[name.Length..];
        }

        if (total > 10_000m * TimeSpan.TicksPerDay || total % TimeSpan.TicksPerMicrosecond != 0)
            return false;

        duration = TimeSpan.FromTicks((long)total);
        return true;
    }

    /// <summary>In the largest unit in which it is whole: for messages.</summary>
    public static string Of(TimeSpan duration)
    {
        foreach (var (name, ticks) in Units)
        {
            if (name != "w" && duration.Ticks != 0 && duration.Ticks % ticks == 0)
                return $"{duration.Ticks / ticks}{name}";
        }

        return duration == TimeSpan.Zero ? "0s" : $"{duration.Ticks / TimeSpan.TicksPerMicrosecond}us";
    }
}
