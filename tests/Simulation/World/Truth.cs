using Ringback.Model.Results;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.World;

/// <summary>How a target really does over time, as seen from a region.</summary>
/// <param name="goesOffline">Whether a region may reach nothing at all for a while.</param>
internal sealed class Truth(Loop loop, bool goesOffline)
{
    private readonly Dictionary<string, List<(long Until, Outcome Outcome)>> _stretches = [];

    /// <summary>Whether a region reached nothing at all, throughout a stretch of true time that is over.</summary>
    public bool IsOffline(string region, long from, long to) =>
        Offline(region).Any(stretch => stretch.From <= from && to <= stretch.To);

    /// <summary>Whether it did at any moment of it.</summary>
    public bool WasOffline(string region, long from, long to) =>
        Offline(region).Any(stretch => stretch.From <= to && from <= stretch.To);

    /// <summary>How a canary answers.</summary>
    public Outcome Vantage(string region) => At($"vantage {region}");

    public Outcome At(string target, string region)
    {
        if (goesOffline && Vantage(region) != Outcome.Up)
            return Outcome.Down;

        var everywhere = At(target);
        var here = At($"{target} from {region}");
        return here == Outcome.Up || everywhere != Outcome.Up ? everywhere : here;
    }

    private IEnumerable<(long From, long To)> Offline(string region)
    {
        Vantage(region); // as far as now
        var stretches = _stretches[$"vantage {region}"];
        return stretches
            .Skip(1)
            .Select((stretch, place) => (From: stretches[place].Until, To: stretch.Until, stretch.Outcome))
            .Where(stretch => stretch.Outcome != Outcome.Up)
            .Select(stretch => (stretch.From, stretch.To));
    }

    private Outcome At(string what)
    {
        if (!_stretches.TryGetValue(what, out var stretches))
            _stretches[what] = stretches = [(0, Outcome.Up)];

        while (stretches[^1].Until <= loop.Now)
        {
            var outcome = stretches[^1].Outcome == Outcome.Up ? Bad() : Outcome.Up;
            var length = outcome == Outcome.Up ? loop.Between(5, 120) : loop.Between(2, 60);
            stretches.Add((stretches[^1].Until + length.Ticks, outcome));
        }

        return stretches.First(stretch => loop.Now < stretch.Until).Outcome;
    }

    private Outcome Bad() => loop.Chance(0.7) ? Outcome.Down : Outcome.Degraded;
}
