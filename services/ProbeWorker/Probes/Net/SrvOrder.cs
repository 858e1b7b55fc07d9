namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>One SRV record (RFC 2782).</summary>
internal sealed record SrvTarget(int Priority, int Weight, string Host, int Port);

/// <summary>One NAPTR record that needs no rewriting (RFC 3403, flag <c>s</c>).</summary>
internal sealed record NaptrPointer(int Order, int Preference, string Services, string Replacement);

/// <summary>In which order the hosts of a service are to be tried (RFC 2782, "Usage rules").</summary>
internal static class SrvOrder
{
    /// <param name="random">From 0 up to and without 1: among equal priorities chance decides, in proportion to the weights.</param>
    public static IEnumerable<SrvTarget> Of(IEnumerable<SrvTarget> records, Func<double> random)
    {
        foreach (var group in records.GroupBy(r => r.Priority).OrderBy(g => g.Key))
        {
            // Those of no weight come first, so that they have a chance at all.
            var left = group.OrderBy(r => r.Weight).ToList();
            while (left.Count > 0)
            {
                var chance = random() * (left.Sum(r => (double)r.Weight) + 1);
                var running = 0.0;
                var chosen = left.FindIndex(r => (running += r.Weight) >= Math.Floor(chance));
                yield return left[chosen];
                left.RemoveAt(chosen);
            }
        }
    }
}
