using Ringback.Model.Catalogs;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class VerdictRuleTests
{
    private static readonly Quorum[] Quorums =
    [
        Quorum.Majority,
        Quorum.Any,
        Quorum.All,
        .. Enumerable.Range(1, 6).Select(Quorum.Of),
    ];

    [Fact]
    public void Every_vector_of_up_to_five_regions_is_judged_as_the_rules_say_when_said_again()
    {
        var judged = 0;
        foreach (var states in Vectors(5))
        {
            foreach (var quorum in Quorums)
            {
                foreach (var inMaintenance in new[] { false, true })
                {
                    var expected = Oracle.Judge(states, quorum, inMaintenance);
                    Assert.Equal(expected, VerdictRule.Of(Votes.Of(states), quorum, inMaintenance));
                    judged++;
                }
            }
        }

        Assert.Equal((1 + 4 + 16 + 64 + 256 + 1024) * 9 * 2, judged);
    }

    [Theory]
    [InlineData("DDU", "majority", Verdict.Down)]
    [InlineData("DU?", "majority", Verdict.Partial)]
    [InlineData("DG?", "majority", Verdict.Partial)]
    [InlineData("D??", "majority", Verdict.Unknown)]
    [InlineData("D??", "any", Verdict.Down)]
    [InlineData("DD?", "all", Verdict.Unknown)]
    [InlineData("GGU", "majority", Verdict.Degraded)]
    [InlineData("GUU", "majority", Verdict.Up)]
    [InlineData("G??", "majority", Verdict.Degraded)]
    [InlineData("U??", "all", Verdict.Up)]
    [InlineData("???", "majority", Verdict.Unknown)]
    [InlineData("DD", "majority", Verdict.Down)]
    [InlineData("DU", "majority", Verdict.Partial)]
    [InlineData("D", "2", Verdict.Down)]
    [InlineData("", "any", Verdict.Unknown)]
    public void A_success_is_a_proof_and_a_failure_needs_witnesses(string regions, string quorum, Verdict verdict)
    {
        Assert.True(Quorum.TryParse(quorum, out var rule));
        var states = regions.Select(letter =>
            letter switch
            {
                'D' => RegionState.Down,
                'G' => RegionState.Degraded,
                'U' => RegionState.Up,
                _ => RegionState.Unknown,
            }
        );

        Assert.Equal(verdict, VerdictRule.Of(Votes.Of(states), rule, inMaintenance: false));
    }

    private static IEnumerable<RegionState[]> Vectors(int longest)
    {
        IEnumerable<RegionState[]> vectors =
        [
            [],
        ];
        for (var n = 0; n <= longest; n++)
        {
            foreach (var vector in vectors)
                yield return vector;

            vectors = [.. vectors.SelectMany(v => Enum.GetValues<RegionState>().Select(s => v.Append(s).ToArray()))];
        }
    }
}
