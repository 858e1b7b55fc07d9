using Ringback.Model.Results;

namespace Ringback.Model.Sla.Rollups;

/// <summary>The binary form of a day's hours beside the day's total: what of the total falls to which hour.</summary>
/// <remarks>
/// Hour by hour, from the last on, each count, reason and bucket is coded as a share of what the hours before it have left of the total; of the
/// first hour nothing need be said, and whoever wants the last ones alone reads no others. One method writes and reads (see <see cref="BitCoder"/>): the source is null to who reads.
/// </remarks>
internal sealed class DayForm
{
    private readonly BitCoder _bits;
    private readonly ShareCoder _shares;
    private readonly long[] _counts;
    private readonly (Reason Reason, long Left)[] _reasons;
    private readonly (int Index, long Left)[]?[] _buckets;
    private readonly long[] _values;
    private ushort _isWhole = BitCoder.Even;
    private ushort _isCalm = BitCoder.Even;
    private ushort _isSame = BitCoder.Even;

    private DayForm(BitCoder bits, Rollup total)
    {
        (_bits, _shares) = (bits, new ShareCoder(bits));
        _counts = total.Counts.ToArray();
        _reasons = [.. total.Reasons.Select(each => (each.Key, each.Value))];
        _buckets = new (int, long)[]?[RolledMeasurements.All.Count];
        _values = new long[_buckets.Length];
        for (var place = 0; place < _buckets.Length; place++)
        {
            if (total.HistogramAt(place) is not { } histogram)
                continue;

            _buckets[place] = [.. histogram.Buckets.Select(bucket => (bucket.Index, bucket.Count))];
            _values[place] = histogram.Count;
        }
    }

    public static byte[] Write(Rollup total, IReadOnlyList<HourRollup?> hours)
    {
        var bits = new BitEncoder();
        new DayForm(bits, total).Hours(hours);
        return bits.ToBytes();
    }

    /// <summary>False where the bytes are none of a day with this total, or damaged so that it shows.</summary>
    public static bool TryRead(Rollup total, ReadOnlySpan<byte> bytes, out HourRollup?[] hours)
    {
        var bits = new BitDecoder(bytes);
        var form = new DayForm(bits, total);
        hours = form.Hours(null);
        return bits.IsSound && bits.IsAtEnd && form.IsSpent;
    }

    /// <summary>Adds hours to sums: those that follow the first change of sums one by one, what is left of the total as it is.</summary>
    public static bool TryAdd(Rollup total, ReadOnlySpan<byte> bytes, Func<int, RollupSum> sumOf)
    {
        var bits = new BitDecoder(bytes);
        var form = new DayForm(bits, total);
        var rest = sumOf(0);
        var end = 1;
        while (end < DayRollup.Hours && ReferenceEquals(sumOf(end), rest))
            end++;

        var isThere = form.There(null);
        var left = isThere.Count(each => each);
        for (var hour = DayRollup.Hours - 1; hour >= end && bits.IsSound; hour--)
        {
            if (isThere[hour])
                sumOf(hour).Add(form.Hour(null, left--).Rollup);
        }

        if (!bits.IsSound || left == 0)
            return bits.IsSound && form.IsSpent;

        if (form.Left() is not { } first)
            return false;

        rest.Add(first);
        return true;
    }

    private bool IsSpent =>
        Array.TrueForAll(_counts, count => count == 0)
        && Array.TrueForAll(_reasons, reason => reason.Left == 0)
        && Array.TrueForAll(_values, value => value == 0);

    private HourRollup?[] Hours(IReadOnlyList<HourRollup?>? source)
    {
        var isThere = There(source);
        var hours = new HourRollup?[DayRollup.Hours];
        var left = isThere.Count(each => each);
        for (var hour = hours.Length - 1; hour >= 0 && _bits.IsSound; hour--)
        {
            if (isThere[hour])
                hours[hour] = Hour(source?[hour], left--);
        }

        return hours;
    }

    private bool[] There(IReadOnlyList<HourRollup?>? source)
    {
        var isThere = new bool[DayRollup.Hours];
        var isWhole = _bits.Bit(source is not null && source.All(hour => hour is not null), ref _isWhole);
        for (var hour = 0; hour < isThere.Length; hour++)
            isThere[hour] = isWhole || _bits.Bits(source?[hour] is null ? 0 : 1, 1) == 1;

        return isThere;
    }

    /// <summary>What no hour was given yet; null where that cannot be.</summary>
    private Rollup? Left()
    {
        if (!RunCounts.TryOf(_counts, out var runs))
            return null;

        var reasons = new SortedDictionary<Reason, long>();
        foreach (var (reason, count) in _reasons.Where(each => each.Left > 0))
            reasons.Add(reason, count);

        return new Rollup(
            runs,
            reasons,
            [
                .. _buckets.Select(buckets =>
                    buckets
                        ?.Where(bucket => bucket.Left > 0)
                        .Select(bucket => new Bucket(bucket.Index, bucket.Left))
                        .ToArray()
                        is { Length: > 0 } some
                        ? LogHistogram.OfOrdered(some)
                        : null
                ),
            ]
        );
    }

    private HourRollup Hour(HourRollup? source, int left)
    {
        var maintenance = Maintenance(source?.Maintenance);
        var counts = Shares(_counts, source?.Rollup.Counts.ToArray(), left);
        var isRead = RunCounts.TryOf(counts, out var runs);
        if (!isRead)
            _bits.Fail();

        var reasons = new SortedDictionary<Reason, long>();
        for (var i = 0; i < _reasons.Length; i++)
        {
            var (reason, rest) = _reasons[i];
            var count = Share(rest, source?.Rollup.Reasons.GetValueOrDefault(reason) ?? 0, left);
            _reasons[i].Left -= count;
            if (count > 0)
                reasons.Add(reason, count);
        }

        var usual = runs.Good;
        var histograms = new LogHistogram?[_buckets.Length];
        for (var place = 0; place < _buckets.Length; place++)
        {
            if (_buckets[place] is not { } buckets)
                continue;

            var histogram = source?.Rollup.HistogramAt(place);
            var values = Values(place, histogram?.Count ?? 0, usual, left);
            histograms[place] = Histogram(buckets, histogram, values, _values[place]);
            _values[place] -= values;
            usual = values;
        }

        return new HourRollup(maintenance, new Rollup(runs, reasons, histograms));
    }

    /// <summary>Nearly always as many as of the measurement before, or as there were good runs.</summary>
    private long Values(int place, long values, long usual, int left) =>
        left > 1 && usual <= _values[place] && _bits.Bit(values == usual, ref _isSame)
            ? usual
            : Share(_values[place], values, left);

    private LogHistogram? Histogram((int Index, long Left)[] buckets, LogHistogram? source, long values, long of)
    {
        var found = new List<Bucket>();
        var next = 0;
        for (var i = 0; i < buckets.Length && values > 0; i++)
        {
            var (index, rest) = buckets[i];
            if (rest == 0)
                continue;

            var isNext = source is not null && next < source.Buckets.Count && source.Buckets[next].Index == index;
            var count = _shares.Share(isNext ? source!.Buckets[next++].Count : 0, rest, values, of);
            buckets[i].Left -= count;
            (values, of) = (values - count, of - rest);
            if (count > 0)
                found.Add(new Bucket(index, count));
        }

        return found.Count == 0 ? null : LogHistogram.OfOrdered([.. found]);
    }

    private List<Window> Maintenance(IReadOnlyList<Window>? source)
    {
        if (!_bits.Bit(source?.Count > 0, ref _isCalm))
            return [];

        var windows = new List<Window>();
        var before = 0L;
        for (var count = _bits.Number(source?.Count ?? 0); count > 0 && _bits.IsSound; count--)
        {
            var window = source?[windows.Count] ?? default;
            var from = before + _bits.Number(source is null ? 0 : window.From.Microseconds - before);
            before = from + 1 + _bits.Number(source is null ? 0 : window.Microseconds - 1);
            if (before > HourRollup.Microseconds)
                _bits.Fail();

            windows.Add(new Window(new Instant(from), new Instant(before)));
        }

        return windows;
    }

    private long[] Shares(long[] rest, long[]? source, int left)
    {
        var shares = new long[rest.Length];
        for (var i = 0; i < rest.Length; i++)
        {
            shares[i] = Share(rest[i], source?[i] ?? 0, left);
            rest[i] -= shares[i];
        }

        return shares;
    }

    /// <summary>Of one of the hours that are left.</summary>
    private long Share(long rest, long share, int left) =>
        left == 1 ? rest : _shares.Share(share, rest, rest, rest * left);
}
