using System.Net;
using Ringback.Model;
using Ringback.Model.Catalogs;

namespace Ringback.ProbeWorker.Probes.Ntp;

/// <summary>How often this worker may ask which server: what it allows itself, and what a kiss-o'-death left (RFC 5905 §7.4).</summary>
/// <remarks>
/// Kept in memory: after a restart the centre tells of it with the catalog, or the next kiss does. Of itself it takes from a bucket of
/// <see cref="Depth"/> that gets one more each <see cref="Refill"/>, confirm runs like any other. RATE doubles the interval
/// between two runs, each time; after a day without another it is forgotten. DENY and RSTR hold for a day. As the hold begins
/// with the kiss, a confirm run never repeats the query.
/// </remarks>
internal sealed class NtpHolds
{
    public const int Depth = 8;

    public static readonly TimeSpan Refill = TimeSpan.FromSeconds(16);

    private const int MaxEntries = 4096;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Interval that is doubled where nobody says the real one: RFC 5905's default MINPOLL, 2⁶ s.</summary>
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(64);

    /// <summary>Of every worker of this process.</summary>
    public static NtpHolds OfProcess { get; } = new();

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Region, EndPoint Server), Entry> _entries = [];

    /// <summary>How long this server must not be asked yet, by a run that begins.</summary>
    /// <param name="limited">Whether the bucket counts; a kiss always does.</param>
    /// <returns>Null where it may be asked now; that then counts as asked.</returns>
    public TimeSpan? TryAsk(string region, EndPoint server, TimeProvider time, bool limited = true)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var entry = Find(region, server);
            if (entry.KissedAt is { } kissedAt && time.GetElapsedTime(kissedAt, now) >= Day)
                (entry.Interval, entry.KissedAt) = (null, null);

            if (entry is { Interval: { } interval, AskedAt: { } askedAt })
            {
                var left = interval - time.GetElapsedTime(askedAt, now);
                if (left > TimeSpan.Zero)
                    return left;
            }

            if (limited && Take(entry, time, now) is { } empty)
                return empty;

            entry.AskedAt = now;
            return null;
        }
    }

    /// <summary>Whether the same run may ask once more.</summary>
    /// <inheritdoc cref="TryAsk" path="/param"/>
    public bool TryAskMore(string region, EndPoint server, TimeProvider time, bool limited = true)
    {
        lock (_lock)
            return !limited || Take(Find(region, server), time, time.GetTimestamp()) is null;
    }

    /// <summary>The server answered RATE to the run that asked last.</summary>
    /// <param name="planned">From run to run; zero where there is none.</param>
    /// <returns>The interval from now on.</returns>
    public TimeSpan SlowDown(string region, EndPoint server, TimeSpan planned, TimeProvider time) =>
        Hold(
            region,
            server,
            time,
            entry => 2 * (entry.Interval ?? (planned > TimeSpan.Zero ? planned : FirstInterval))
        );

    /// <summary>The server answered DENY or RSTR to the run that asked last.</summary>
    public TimeSpan Stop(string region, EndPoint server, TimeProvider time) => Hold(region, server, time, _ => Day);

    /// <summary>What the server said to another region, as the centre tells it; told again it changes nothing.</summary>
    public void Heed(string region, ServerHold hold, TimeProvider time)
    {
        var age = Instant.Now(time) - hold.Since;
        if (age >= Day)
            return;

        var now = time.GetTimestamp();
        var since = now - (long)(Math.Max(age.TotalSeconds, 0) * time.TimestampFrequency);
        lock (_lock)
        {
            var entry = Find(region, new DnsEndPoint(hold.Host, hold.Port));
            entry.Interval = entry.Interval > hold.Interval ? entry.Interval : hold.Interval;
            entry.KissedAt = Math.Max(entry.KissedAt ?? since, since);
            entry.AskedAt = Math.Max(entry.AskedAt ?? since, since);
        }
    }

    private TimeSpan Hold(string region, EndPoint server, TimeProvider time, Func<Entry, TimeSpan> interval)
    {
        lock (_lock)
        {
            var entry = Find(region, server);
            var wanted = interval(entry);
            entry.Interval = wanted < Day ? wanted : Day;
            entry.KissedAt = time.GetTimestamp();
            return entry.Interval.Value;
        }
    }

    /// <returns>How long until there is one, where there is none.</returns>
    private static TimeSpan? Take(Entry entry, TimeProvider time, long now)
    {
        var filled = entry.FilledAt is { } at ? entry.Filled + time.GetElapsedTime(at, now) : Depth * Refill;
        entry.FilledAt = now;
        entry.Filled = filled < Depth * Refill ? filled : Depth * Refill;
        if (entry.Filled < Refill)
            return Refill - entry.Filled;

        entry.Filled -= Refill;
        return null;
    }

    private Entry Find(string region, EndPoint server)
    {
        if (_entries.TryGetValue((region, server), out var found))
            return found;

        // Catalogs may name ever new servers: what holds nothing is forgotten first.
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
        public long? AskedAt { get; set; }

        public long? KissedAt { get; set; }

        /// <summary>Least time between two runs; null for as often as the catalog says.</summary>
        public TimeSpan? Interval { get; set; }

        /// <summary>What is in the bucket, as the time that it took to get there.</summary>
        public TimeSpan Filled { get; set; }

        public long? FilledAt { get; set; }
    }
}
