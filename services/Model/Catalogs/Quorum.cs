using System.Globalization;

namespace Ringback.Model.Catalogs;

/// <summary>How many of n regions must agree that a target is down (semantics, "Verdict over regions").</summary>
/// <param name="Rule">Which rule.</param>
/// <param name="Count">k ≥ 1 of <see cref="QuorumRule.Count"/>, else 0.</param>
public readonly record struct Quorum(QuorumRule Rule, int Count)
{
    public static Quorum Majority => new(QuorumRule.Majority, 0);

    public static Quorum Any => new(QuorumRule.Any, 0);

    public static Quorum All => new(QuorumRule.All, 0);

    public static Quorum Of(int count) => new(QuorumRule.Count, count);

    /// <summary>T for the <paramref name="regions"/> of an instant; at least 1, also where there is none.</summary>
    public int Threshold(int regions) =>
        Math.Max(
            1,
            Rule switch
            {
                QuorumRule.Any => 1,
                QuorumRule.All => regions,
                QuorumRule.Count => Math.Min(Count, regions),
                _ => (regions / 2) + 1,
            }
        );

    /// <summary>Reads <c>majority</c>, <c>any</c>, <c>all</c> or a number from 1.</summary>
    public static bool TryParse(string? text, out Quorum quorum)
    {
        (var read, quorum) = text switch
        {
            "majority" => (true, Majority),
            "any" => (true, Any),
            "all" => (true, All),
            _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var k) && k >= 1 => (
                true,
                Of(k)
            ),
            _ => (false, default),
        };
        return read;
    }

    public override string ToString() =>
        Rule switch
        {
            QuorumRule.Any => "any",
            QuorumRule.All => "all",
            QuorumRule.Count => Count.ToString(CultureInfo.InvariantCulture),
            _ => "majority",
        };
}

public enum QuorumRule
{
    Majority,
    Any,
    All,
    Count,
}
