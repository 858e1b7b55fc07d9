using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Rollups;

namespace Ringback.Tests.Unit.Model.Sla.Objectives;

public sealed class SpendTests
{
    /// <summary>28 runs: 4 unknown; of the 24 known 4 good and 2 failed ones in maintenance. 9 calls were completed.</summary>
    private static readonly RunCounts Runs = new(
        Up: 12,
        Degraded: 5,
        Down: 7,
        Unknown: 4,
        MaintenanceGood: 4,
        MaintenanceDown: 2,
        Completed: 9,
        Conforming: 6
    );

    [Fact]
    public void Of_runs_the_valid_ones_count_and_those_that_failed_are_bad() =>
        Assert.Equal(new Spend(18, 5), Spend.OfRuns(Runs));

    [Fact]
    public void Of_calls_the_completed_ones_count_and_those_that_do_not_conform_are_bad() =>
        Assert.Equal(new Spend(9, 3), Spend.OfCalls(Runs));
}
