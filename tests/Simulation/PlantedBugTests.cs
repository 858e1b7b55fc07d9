using Ringback.Tests.Simulation.Bugs;
using Ringback.Tests.Simulation.World;

namespace Ringback.Tests.Simulation;

/// <summary>The simulation is worth what it finds: each of these is found by some seed.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int MostSeeds = 400;

    internal static readonly Dictionary<string, PlantedBug> Bugs = SpoolBugs
        .All.Concat(BrokerBugs.All)
        .Concat(LedgerBugs.All)
        .Concat(CorrelationBugs.All)
        .Concat(WorkerBugs.All)
        .ToDictionary(bug => bug.Name);

    public static TheoryData<string> Names => [.. Bugs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_planted_bug_is_found(string bug)
    {
        for (var seed = 1; seed <= MostSeeds; seed++)
        {
            if (Finds(seed, Bugs[bug]) is not { } found)
                continue;

            output.WriteLine($"{bug}: seed {seed}: {found.Split('\n')[0]}");
            return;
        }

        Assert.Fail($"{bug}: {MostSeeds} seeds have not found it");
    }

    /// <summary>What gave it away; null where this world ends well all the same.</summary>
    internal static string? Finds(int seed, PlantedBug bug)
    {
        try
        {
            new SimulatedWorld(seed, bug).Run();
            return null;
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }
}
