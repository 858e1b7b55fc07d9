using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class VerdictTimelineProperties
{
    [Fact]
    public void A_verdict_timeline_is_what_judging_each_instant_afresh_gives() =>
        Gen.Int[1, 4]
            .SelectMany(ScenarioGen.Of)
            .Try(
                2,
                scenario =>
                    Cases.AssertSame(
                        new Oracle(scenario).Verdicts().Changes,
                        VerdictTimeline.Derive(scenario.Inputs, Instant.MinValue, scenario.AsOf)
                    )
            );

    [Fact]
    public void Derived_from_any_instant_on_it_is_the_rest_of_the_whole() =>
        Gen.Select(Gen.Int[1, 3].SelectMany(ScenarioGen.Of), Gen.Int)
            .Try(
                2,
                drawn =>
                {
                    var (scenario, seed) = drawn;
                    var whole = VerdictTimeline.Derive(scenario.Inputs, Instant.MinValue, scenario.AsOf);
                    var random = new Random(seed);
                    var from =
                        whole.Count == 0
                            ? scenario.AsOf
                            : new Instant(whole[random.Next(whole.Count)].At.Microseconds + random.Next(-1, 2));
                    Cases.AssertSame(
                        whole.Where(change => change.At >= from),
                        VerdictTimeline.Derive(scenario.Inputs, from, scenario.AsOf)
                    );
                }
            );
}
