using Ringback.Model;

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class RegionTimelineProperties
{
    [Fact]
    public void A_timeline_is_what_judging_each_instant_afresh_gives() =>
        ScenarioGen
            .Of(regions: 1)
            .Try(
                3,
                scenario =>
                    Cases.AssertSame(
                        new Oracle(scenario).States(scenario.Regions[0]).Changes,
                        scenario.States(scenario.Regions[0]).Changes
                    )
            );

    [Fact]
    public void Deliveries_in_any_order_doubled_delayed_and_contradicted_end_in_the_same_timeline() =>
        Gen.Select(ScenarioGen.Of(regions: 1), Gen.Int[1, 6], Gen.Int)
            .Try(3, delivery => DeliverAll(delivery.Item1, delivery.Item2, delivery.Item3));

    private static void DeliverAll(Scenario scenario, int batches, int seed)
    {
        var region = scenario.Regions[0];
        var ledger = new Ledger(scenario.Settings, scenario.Watched(region));
        var oldest = scenario.Lifetime[0].From;
        foreach (var (batch, index) in Deliveries.Of(region.Results, batches, seed).Select((b, i) => (b, i)))
        {
            var span = (scenario.AsOf.Microseconds - oldest.Microseconds) * (index + 1) / batches;
            ledger.Take(batch, new Instant(oldest.Microseconds + span));
            ledger.AssertEqualsDerivationFromScratch();
        }

        ledger.Take([], scenario.AsOf);
        ledger.AssertEqualsDerivationFromScratch();
        Cases.AssertSame(new Oracle(scenario).States(region).Changes, ledger.States.Changes);
    }
}
