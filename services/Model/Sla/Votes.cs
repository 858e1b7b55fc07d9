namespace Ringback.Model.Sla;

/// <summary>What the regions of a target say at one instant.</summary>
/// <param name="Regions">n: those that take part, whether they know anything or not.</param>
/// <param name="Down">D of them.</param>
/// <param name="Degraded">G of them.</param>
/// <param name="Up">U of them.</param>
public readonly record struct Votes(int Regions, int Down, int Degraded, int Up)
{
    public static Votes Of(IEnumerable<RegionState> states)
    {
        var votes = default(Votes);
        foreach (var state in states)
        {
            votes = votes with { Regions = votes.Regions + 1 };
            votes = state switch
            {
                RegionState.Down => votes with { Down = votes.Down + 1 },
                RegionState.Degraded => votes with { Degraded = votes.Degraded + 1 },
                RegionState.Up => votes with { Up = votes.Up + 1 },
                _ => votes,
            };
        }

        return votes;
    }
}
