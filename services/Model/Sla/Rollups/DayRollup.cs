namespace Ringback.Model.Sla.Rollups;

/// <summary>The hours of one region's UTC day: the unit in which rollups are stored.</summary>
public sealed class DayRollup : IEquatable<DayRollup>
{
    public const int Hours = 24;

    private readonly HourRollup?[] _hours;

    private DayRollup(HourRollup?[] hours) => _hours = hours;

    public static DayRollup Empty { get; } = new(new HourRollup?[Hours]);

    /// <summary>0 to 23; null where no run counts.</summary>
    public HourRollup? this[int hour] => _hours[hour];

    /// <summary>The merge of its hours.</summary>
    public Rollup Total => Rollup.Merge([.. _hours.OfType<HourRollup>().Select(hour => hour.Rollup)]);

    public bool IsEmpty => _hours.All(hour => hour is null);

    public DayRollup With(int hour, HourRollup? rollup)
    {
        HourRollup?[] hours = [.. _hours];
        hours[hour] = rollup;
        return new DayRollup(hours);
    }

    public bool Equals(DayRollup? other) => other is not null && _hours.AsSpan().SequenceEqual(other._hours);

    public override bool Equals(object? obj) => Equals(obj as DayRollup);

    public override int GetHashCode() => HashCode.Combine(_hours.Count(hour => hour is not null));

    public byte[] ToBytes()
    {
        var bits = new BitWriter();
        bits.WriteNatural(_hours.Count(hour => hour is not null));
        var before = -1;
        for (var hour = 0; hour < Hours; hour++)
        {
            if (_hours[hour] is not { } rollup)
                continue;

            bits.WritePositive(hour - before);
            rollup.Write(bits);
            before = hour;
        }

        return bits.ToBytes();
    }

    /// <summary>False where the bytes are none of a day, or damaged so that it shows.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out DayRollup day)
    {
        day = Empty;
        var bits = new BitReader(bytes);
        if (!bits.TryReadNatural(Hours, out var count))
            return false;

        var hours = new HourRollup?[Hours];
        var before = -1L;
        for (; count > 0; count--)
        {
            if (!bits.TryReadPositive(Hours - 1 - before, out var step) || !HourRollup.TryRead(ref bits, out var hour))
                return false;

            before += step;
            hours[before] = hour;
        }

        day = new DayRollup(hours);
        return bits.IsAtEnd();
    }

    /// <summary>Adds each hour of a stored day to the sum that it belongs to.</summary>
    /// <param name="sumOf">By hour, 0 to 23, in order.</param>
    /// <returns>As <see cref="TryParse"/>; of a damaged one some hours may have been added.</returns>
    public static bool TryAdd(ReadOnlySpan<byte> bytes, Func<int, RollupSum> sumOf)
    {
        var bits = new BitReader(bytes);
        if (!bits.TryReadNatural(Hours, out var count))
            return false;

        var before = -1L;
        for (; count > 0; count--)
        {
            if (!bits.TryReadPositive(Hours - 1 - before, out var step))
                return false;

            before += step;
            if (!HourRollup.TryAdd(ref bits, sumOf((int)before)))
                return false;
        }

        return bits.IsAtEnd();
    }
}
