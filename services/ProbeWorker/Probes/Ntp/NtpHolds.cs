using System.Net;

namespace Ringback.ProbeWorker.Probes.Ntp;

/// <summary>Which servers asked this worker to ask less, or not at all, by a kiss-o'-death (RFC 5905 §7.4).</summary>
/// <remarks>
/// One object a worker, kept in memory: after a restart the next kiss teaches it again. RATE doubles the interval
/// between two queries, each time; after a day without another it is forgotten. DENY and RSTR hold for a day. As the hold
/// begins with the kiss, a confirm run never repeats the query.
/// </remarks>
internal sealed class NtpHolds
{
    private const int MaxEntries = 4096;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Interval that is doubled where no earlier query tells the real one: RFC 5905's default MINPOLL, 2⁶ s.</summary>
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(64);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Region, IPEndPoint Server), Entry> _entries = [];

    /// <summary>How long this server must not be asked yet.</summary>
    /// <returns>Null where it may be asked now; that then counts as asked.</returns>
    public TimeSpan? TryAsk(string region, IPEndPoint server, TimeProvider time)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (!_entries.TryGetValue((region, server), out var entry))
                entry = Add(region, server);

            if (entry.KissedAt is { } kissedAt && time.GetElapsedTime(kissedAt, now) >= Day)
                (entry.Interval, entry.KissedAt) = (null, null);

            if (entry is { Interval: { } interval, AskedAt: { } askedAt })
            {
                var left = interval - time.GetElapsedTime(askedAt, now);
                if (left > TimeSpan.Zero)
                    return left;
            }

            (entry.AskedBefore, entry.AskedAt) = (entry.AskedAt, now);
            return null;
        }
    }

    /// <summary>The server answered RATE to the query just made.</summary>
    /// <returns>The interval from now on.</returns>
    public TimeSpan SlowDown(string region, IPEndPoint server, TimeProvider time) =>
        Hold(region, server, time, entry => 2 * (entry.Interval ?? Observed(entry, time) ?? FirstInterval));

    /// <summary>The server answered DENY or RSTR to the query just made.</summary>
    public TimeSpan Stop(string region, IPEndPoint server, TimeProvider time) => Hold(region, server, time, _ => Day);

    private TimeSpan Hold(string region, IPEndPoint server, TimeProvider time, Func<Entry, TimeSpan> interval)
    {
        lock (_lock)
        {
            var entry = _entries.TryGetValue((region, server), out var found) ? found : Add(region, server);
            var wanted = interval(entry);
            entry.Interval = wanted < Day ? wanted : Day;
            entry.KissedAt = time.GetTimestamp();
            return entry.Interval.Value;
        }
    }

    private static TimeSpan? Observed(Entry entry, TimeProvider time) =>
        (entry.AskedBefore, entry.AskedAt) is ({ } before, { } at) ? time.GetElapsedTime(before, at) : null;

    private Entry Add(string region, IPEndPoint server)
    {
        // A name may resolve to ever new addresses: what holds nothing is forgotten first.
        if (_entries.Count >= MaxEntries)
        {
            foreach (var (key, _) in _entries.Where(entry => entry.Value.KissedAt is null).ToList())
                _entries.Remove(key);

            if (_entries.Count >= MaxEntries)
                _entries.Clear();
        }

        return _entries[(region, server)] = new Entry();
    }

    private sealed class Entry
    {
        public long? AskedBefore { get; set; }

        public long? AskedAt { get; set; }

        public long? KissedAt { get; set; }

        /// <summary>Least time between two queries; null for as often as the catalog says.</summary>
        public TimeSpan? Interval { get; set; }
    }
}
