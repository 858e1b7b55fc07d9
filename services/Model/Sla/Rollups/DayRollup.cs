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

    /// <summary>Its one binary form beside that of its <see cref="Total"/>.</summary>
    public byte[] ToBytes() => DayForm.Write(Total, _hours);

    /// <summary>False where the bytes are none of a day with this total, or damaged so that it shows.</summary>
    public static bool TryParse(Rollup total, ReadOnlySpan<byte> bytes, out DayRollup day)
    {
        var isRead = DayForm.TryRead(total, bytes, out var hours);
        day = isRead ? new DayRollup(hours) : Empty;
        return isRead;
    }

    /// <summary>Adds each hour of a stored day to the sum that it belongs to; of those from the first on that go to one sum no hour is made.</summary>
    /// <param name="total">Of the day, as it is stored.</param>
    /// <param name="sumOf">By hour, 0 to 23.</param>
    /// <returns>False where the bytes are none of a day, or damaged so that it shows: then the sums mean nothing.</returns>
    public static bool TryAdd(ReadOnlySpan<byte> total, ReadOnlySpan<byte> bytes, Func<int, RollupSum> sumOf) =>
        Rollup.TryParse(total, out var whole) && DayForm.TryAdd(whole, bytes, sumOf);
}
