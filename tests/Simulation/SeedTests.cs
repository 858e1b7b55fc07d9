using System.Collections.Concurrent;
using System.Globalization;
using Ringback.Tests.Simulation.Engine;
using Ringback.Tests.Simulation.World;

namespace Ringback.Tests.Simulation;

/// <summary>The product itself, in as many worlds as there is time for.</summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    /// <summary>What <c>make test</c> has time for, on one core within a minute.</summary>
    private const int SeedsInTests = 200;
    private const int SeedsInSoak = 10_000;

    [Fact]
    public void Whatever_goes_wrong_the_ledger_ends_as_the_oracle_says_and_holds_all_that_was_promised()
    {
        var seeds = Seeds();
        var (steps, said) = (0L, 0L);
        var failures = new ConcurrentBag<(int Seed, string Why)>();
        Parallel.ForEach(
            seeds,
            // Bounded: the pool takes worlds that are long for work that waits, and begins ever more of them.
            new ParallelOptions { MaxDegreeOfParallelism = Soak.IsOn ? Environment.ProcessorCount : 1 },
            seed =>
            {
                var world = new SimulatedWorld(seed, new Blueprint());
                try
                {
                    world.Run();
                }
                catch (Exception e)
                {
                    failures.Add((seed, $"{Why(e)}\n{world.Trace.Text}"));
                }

                Interlocked.Add(ref steps, world.Steps);
                Interlocked.Add(ref said, world.Said);
            }
        );
        output.WriteLine($"{seeds.Length} seeds, {said} results, {steps} steps");
        Assert.True(
            failures.IsEmpty,
            string.Join("\n", failures.OrderBy(f => f.Seed).Select(f => $"{Replay(f.Seed)}\n{f.Why}"))
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_seed_replays_identically(int seed)
    {
        var traces = new List<(ulong, int)>();
        for (var i = 0; i < 2; i++)
        {
            var world = new SimulatedWorld(seed, new Blueprint());
            world.Run();
            traces.Add((world.Trace.Hash, world.Steps));
        }

        Assert.Equal(traces[0], traces[1]);
    }

    [Theory]
    [InlineData("acknowledged on receipt")]
    [InlineData("a missing fsync")]
    [InlineData("two derivers of one target at once")]
    public void A_seed_that_fails_fails_again_in_the_same_way(string bug)
    {
        var planted = PlantedBugTests.Bugs[bug];
        var seed = Enumerable.Range(1, 1000).First(each => PlantedBugTests.Finds(each, planted) is not null);
        var (one, other) = (new SimulatedWorld(seed, planted), new SimulatedWorld(seed, planted));

        Assert.Equal(Assert.ThrowsAny<Exception>(one.Run).Message, Assert.ThrowsAny<Exception>(other.Run).Message);
        Assert.Equal((one.Trace.Hash, one.Steps), (other.Trace.Hash, other.Steps));
    }

    /// <summary><c>RINGBACK_SEED</c> is one seed, or <c>first..last</c>.</summary>
    private static int[] Seeds()
    {
        if (Environment.GetEnvironmentVariable("RINGBACK_SEED") is not { } asked)
            return [.. Enumerable.Range(1, Soak.IsOn ? SeedsInSoak : SeedsInTests)];

        var bounds = asked.Split("..").Select(bound => int.Parse(bound, CultureInfo.InvariantCulture)).ToList();
        return [.. Enumerable.Range(bounds[0], bounds[^1] - bounds[0] + 1)];
    }

    private static string Why(Exception failure) => failure is SimulationException ? failure.Message : $"{failure}";

    private static string Replay(int seed) =>
        $"seed {seed}; the same again, with what happened: RINGBACK_SEED={seed} RINGBACK_TRACE=1 artifacts/bin/Simulation/release/Ringback.Simulation --filter-class '*SeedTests'";
}
