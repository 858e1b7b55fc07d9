namespace Ringback.Model.Sla;

/// <summary>The blips of one region's UTC day: the unit in which they are stored, some two bytes each.</summary>
public static class BlipDay
{
    private const long Microseconds = 86_400_000_000;

    /// <summary>
    /// How many; where in the day the first is and its count; then, in multiples of what all distances are multiples of (the
    /// interval, nearly always), how far the next is from it and its count, and so on.
    /// </summary>
    /// <param name="start">Of the day.</param>
    /// <param name="blips">Of that day, in order of time.</param>
    public static byte[] ToBytes(Instant start, IReadOnlyList<Blip> blips)
    {
        var bits = new BitWriter();
        bits.WriteNatural(blips.Count);
        var (before, unit) = (start.Microseconds, 1L);
        for (var i = 0; i < blips.Count; i++)
        {
            var distance = blips[i].From.Microseconds - before;
            if (i == 0)
                bits.WriteNatural(distance);
            else
                bits.WritePositive(distance / unit);

            bits.WritePositive(blips[i].Failures);
            if (i == 0 && blips.Count > 1)
            {
                unit = blips
                    .Zip(blips.Skip(1), (one, next) => next.From.Microseconds - one.From.Microseconds)
                    .Aggregate(0L, Divisor);
                bits.WritePositive(unit);
            }

            before = blips[i].From.Microseconds;
        }

        return bits.ToBytes();
    }

    /// <summary>False where the bytes are none of a day, or damaged so that it shows.</summary>
    public static bool TryParse(Instant start, ReadOnlySpan<byte> bytes, out IReadOnlyList<Blip> blips)
    {
        var read = new List<Blip>();
        blips = read;
        var bits = new BitReader(bytes);
        if (!bits.TryReadNatural(Microseconds, out var count))
            return false;

        var (at, unit, distance) = (0L, 1L, 0L);
        for (var i = 0L; i < count; i++)
        {
            var isRead =
                i == 0
                    ? bits.TryReadNatural(Microseconds - 1, out distance)
                    : bits.TryReadPositive((Microseconds - 1 - at) / unit, out distance);
            if (!isRead || !bits.TryReadPositive(int.MaxValue, out var failures))
                return false;

            if (i == 0 && count > 1 && !bits.TryReadPositive(Microseconds, out unit))
                return false;

            at += i == 0 ? distance : distance * unit;
            read.Add(new Blip(new Instant(start.Microseconds + at), (int)failures));
        }

        return bits.IsAtEnd();
    }

    private static long Divisor(long left, long right)
    {
        while (right != 0)
            (left, right) = (right, left % right);

        return left;
    }
}
