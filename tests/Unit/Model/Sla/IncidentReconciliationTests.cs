using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class IncidentReconciliationTests
{
    [Fact]
    public void One_whose_start_or_end_moved_keeps_its_id() =>
        AssertBecomes([Stored(7, 10, 20)], [Derived(8, 25)], [7], [], []);

    [Fact]
    public void Of_those_that_grew_together_the_earliest_survives() =>
        AssertBecomes(
            [Stored(9, 30, 40), Stored(4, 10, 20), Stored(5, 50, 60)],
            [Derived(10, 60)],
            [4],
            [(9, 4), (5, 4)],
            []
        );

    [Fact]
    public void Of_those_that_fell_apart_the_first_keeps_the_id_and_the_rest_are_new() =>
        AssertBecomes([Stored(4, 10, 60)], [Derived(10, 20), Derived(30, 60)], [4, null], [], []);

    [Fact]
    public void One_that_nothing_overlaps_any_more_is_withdrawn() =>
        AssertBecomes([Stored(4, 10, 20), Stored(5, 20, 30)], [Derived(30, null)], [null], [], [4, 5]);

    [Fact]
    public void An_open_one_overlaps_whatever_comes_later() =>
        AssertBecomes([Stored(4, 10, null)], [Derived(50, 60)], [4], [], []);

    [Fact]
    public void Every_stored_one_ends_up_in_exactly_one_place() =>
        Gen.Select(Stretches, Stretches)
            .Sample(
                (before, after) =>
                {
                    var stored = before.Select((window, i) => new StoredIncident(i + 1, window)).ToList();
                    var result = IncidentReconciliation.Of(
                        stored,
                        [.. after.Select(w => new Incident(w.From, w.To, Verdict.Down))]
                    );

                    var kept = result.Kept.Where(k => k.Id is not null).ToList();
                    Assert.Equal(
                        stored.Select(s => s.Id),
                        kept.Select(k => k.Id!.Value)
                            .Concat(result.Merged.Select(m => m.Id))
                            .Concat(result.Withdrawn)
                            .Order()
                    );
                    Assert.All(kept, k => Assert.True(k.Incident.Window.Overlaps(stored[(int)k.Id!.Value - 1].Window)));
                    Assert.All(result.Merged, m => Assert.Contains(kept, k => k.Id == m.Into));
                    Assert.All(
                        result.Withdrawn,
                        id => Assert.DoesNotContain(after, w => w.Overlaps(stored[(int)id - 1].Window))
                    );
                },
                iter: Cases.Count
            );

    /// <summary>Windows in order, apart from each other.</summary>
    private static readonly Gen<Window[]> Stretches = Gen.Int[1, 6]
        .Array[0, 12]
        .Select(steps =>
        {
            var at = 0;
            return steps
                .Select(step => new Instant(at += step))
                .Chunk(2)
                .Where(pair => pair.Length == 2)
                .Select(pair => new Window(pair[0], pair[1]))
                .ToArray();
        });

    private static void AssertBecomes(
        StoredIncident[] stored,
        Incident[] derived,
        long?[] kept,
        (long, long)[] merged,
        long[] withdrawn
    )
    {
        var result = IncidentReconciliation.Of(stored, derived);

        Assert.Equal(derived.Zip(kept), result.Kept);
        Assert.Equal(merged, result.Merged);
        Assert.Equal(withdrawn, result.Withdrawn);
    }

    private static StoredIncident Stored(long id, long from, long? to) => new(id, new(new(from), End(to)));

    private static Incident Derived(long from, long? to) =>
        new(new(from), to is null ? null : new Instant(to.Value), Verdict.Down);

    private static Instant End(long? to) => to is { } end ? new(end) : Instant.MaxValue;
}
