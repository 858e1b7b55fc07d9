using Ringback.Model.Results;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.World;

/// <summary>How a target really does over time, as seen from a region.</summary>
internal sealed class Truth(Loop loop)
{
    private readonly Dictionary<string, List<(long Until, Outcome Outcome)>> _stretches = [];

    public Outcome At(string target, string region)
    {
        var everywhere = At(target);
        var here = At($"{target} from {region}");
        return here == Outcome.Up || everywhere != Outcome.Up ? everywhere : here;
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
