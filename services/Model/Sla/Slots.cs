using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Model.Sla;

/// <summary>Planned instants of scheduled runs: computed from names alone, so replicas and centre agree without talking.</summary>
/// <remarks>Semantics, "Slots and identity": <c>slot(k) = phase + k·interval</c> from the Unix epoch.</remarks>
public static class Slots
{
    /// <summary>
    /// First 8 bytes, big-endian, of SHA-256 over the UTF-8 text <c>target\0region</c>, mod the interval, unsigned and
    /// in whole microseconds.
    /// </summary>
    public static TimeSpan Phase(string target, string region, TimeSpan interval)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{target}\0{region}"), hash);
        var phase = BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)Microseconds(interval);
        return TimeSpan.FromMicroseconds((long)phase);
    }

    /// <summary>The first slot at or after <paramref name="from"/>.</summary>
    public static Instant FirstAtOrAfter(Instant from, TimeSpan phase, TimeSpan interval)
    {
        var step = Microseconds(interval);
        var sincePhase = from.Microseconds - Microseconds(phase);
        var (k, remainder) = Math.DivRem(sincePhase, step);
        if (remainder > 0)
            k++;

        return new Instant(Microseconds(phase) + (k * step));
    }

    /// <summary>The expected slots of a target in a region within a bounded window, in order; the phase is of the interval in force at the slot.</summary>
    /// <param name="assignments">When the region watches the target, within the target's lifetime.</param>
    public static IEnumerable<Instant> Between(
        string target,
        string region,
        StepFunction<TargetSettings> settings,
        IEnumerable<Window> assignments,
        Window window
    )
    {
        foreach (var piece in Windows.Intersect(assignments, [window]).SelectMany(settings.Within))
        {
            var interval = piece.Value.Interval;
            var phase = Phase(target, region, interval);
            for (
                var slot = FirstAtOrAfter(piece.Window.From, phase, interval);
                slot < piece.Window.To;
                slot += interval
            )
                yield return slot;
        }
    }

    private static long Microseconds(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMicrosecond;
}
