using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Ringback.Model;
using Ringback.Model.Catalogs;

namespace Ringback.Tests.Simulation.Checks;

/// <summary>Slots as the page "semantics" says them, once more.</summary>
internal static class Slot
{
    public static Instant AtOrBefore(Target target, string region, Instant at)
    {
        var interval = target.Interval.Ticks / TimeSpan.TicksPerMicrosecond;
        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(target.Id), 0, .. Encoding.UTF8.GetBytes(region)]);
        var phase = (long)(new BigInteger(hash.AsSpan(0, 8), isUnsigned: true, isBigEndian: true) % interval);
        return new Instant(at.Microseconds - ((at.Microseconds - phase) % interval));
    }

    public static IEnumerable<Instant> Between(Target target, string region, Instant from, Instant to)
    {
        for (var slot = AtOrBefore(target, region, from) + target.Interval; slot < to; slot += target.Interval)
            yield return slot;
    }
}
