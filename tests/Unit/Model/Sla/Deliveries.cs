using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

/// <summary>A result as it arrives, with what decides between contradicting ones.</summary>
internal sealed record Delivery(JudgedResult Result, Instant StartedAt, string? Reason);

/// <summary>Batches as a bad network makes them: shuffled, doubled, with a lesser contradiction of some results.</summary>
internal static class Deliveries
{
    public static IReadOnlyList<Delivery[]> Of(IReadOnlyList<JudgedResult> results, int batches, int seed)
    {
        var random = new Random(seed);
        var deliveries = new List<Delivery>();
        foreach (var result in results)
        {
            var counting = new Delivery(result, result.ScheduledAt, result.Outcome == Outcome.Up ? null : "timeout");
            deliveries.Add(counting);
            if (random.Next(4) == 0)
                deliveries.Add(counting);
            if (random.Next(4) == 0 && Lesser(counting, random) is { } lesser)
                deliveries.Add(lesser);
        }

        var shuffled = deliveries.ToArray();
        if (random.Next(4) > 0)
            random.Shuffle(shuffled);

        return
        [
            .. Enumerable
                .Range(0, batches)
                .Select(i => shuffled.Where((_, at) => at * batches / shuffled.Length == i).ToArray()),
        ];
    }

    /// <summary>One of the same identity that must not count: the rules in their order.</summary>
    private static Delivery? Lesser(Delivery counting, Random random)
    {
        var later = new Instant(counting.StartedAt.Microseconds + 1);
        return (random.Next(4), counting.Result.Outcome) switch
        {
            (0, not Outcome.Unknown) => new Delivery(
                counting.Result with
                {
                    Outcome = Outcome.Unknown,
                },
                new Instant(counting.StartedAt.Microseconds - 1),
                "worker_late"
            ),
            (1, not Outcome.Unknown) => counting with
            {
                Result = counting.Result with { Outcome = Outcome.Up },
                StartedAt = later,
            },
            (2, Outcome.Up or Outcome.Degraded) => counting with
            {
                Result = counting.Result with { Outcome = Outcome.Down },
            },
            (3, not Outcome.Up) => counting with { Reason = "unreachable" },
            _ => null,
        };
    }
}
