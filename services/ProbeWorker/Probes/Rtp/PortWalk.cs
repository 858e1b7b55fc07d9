using System.Collections;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>Which local port the next call of a target takes: from call to call through the target's whole range.</summary>
/// <remarks>
/// One object a worker, kept in memory: after a restart the walk begins elsewhere, at random. A firewall rule is often
/// wrong at one end of a range only, so that steps are long: after a tenth of a walk every tenth of the range was seen.
/// </remarks>
internal sealed class PortWalk
{
    private const int MaxWalks = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Region, string Target), Walk> _walks = [];

    /// <summary>What a walk has come to.</summary>
    /// <param name="SeenRatio">Of the range's pairs, those that a call has taken.</param>
    /// <param name="Failed">Pairs whose last call had no media both ways.</param>
    public readonly record struct Coverage(double SeenRatio, int Failed);

    /// <summary>Even ports in the order of the walk, which goes on with each that is taken from here.</summary>
    public IEnumerable<int> Next(string region, string target, PortRange range)
    {
        for (var i = 0; i < range.Pairs; i++)
            yield return Step(region, target, range);
    }

    /// <summary>Writes down how a call from a port went.</summary>
    /// <param name="port">One that the walk gave.</param>
    public Coverage Note(string region, string target, PortRange range, int port, bool hadMedia)
    {
        lock (_lock)
            return WalkOf(region, target, range).Note(port, hadMedia);
    }

    private int Step(string region, string target, PortRange range)
    {
        lock (_lock)
            return WalkOf(region, target, range).Step();
    }

    private Walk WalkOf(string region, string target, PortRange range)
    {
        if (_walks.TryGetValue((region, target), out var walk) && walk.Range == range)
            return walk;

        if (_walks.Count >= MaxWalks)
            _walks.Remove(_walks.Keys.First());

        return _walks[(region, target)] = new Walk(range);
    }

    private sealed class Walk
    {
        private readonly BitArray _seen;
        private readonly BitArray _failed;
        private readonly int _stride;
        private int _at;

        public Walk(PortRange range)
        {
            Range = range;
            (_seen, _failed) = (new BitArray(range.Pairs), new BitArray(range.Pairs));
            _at = Random.Shared.Next(range.Pairs);

            // The golden section spreads steps best; without a common factor they meet every pair.
            _stride = Math.Max(1, (int)(range.Pairs * 0.618));
            while (GreatestCommonFactor(_stride, range.Pairs) > 1)
                _stride++;
        }

        public PortRange Range { get; }

        public int Step()
        {
            _at = (_at + _stride) % Range.Pairs;
            return Range.PortOf(_at);
        }

        public Coverage Note(int port, bool hadMedia)
        {
            var pair = (port - Range.PortOf(0)) / 2;
            (_seen[pair], _failed[pair]) = (true, !hadMedia);
            return new Coverage((double)Count(_seen) / Range.Pairs, Count(_failed));
        }

        private static int Count(BitArray bits)
        {
            var count = 0;
            foreach (bool bit in bits)
                count += bit ? 1 : 0;

            return count;
        }

        private static int GreatestCommonFactor(int a, int b) => b == 0 ? a : GreatestCommonFactor(b, a % b);
    }
}
