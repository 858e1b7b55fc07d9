using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Calls;

namespace Ringback.Tests.Unit.Model.Sla.Calls;

public sealed class CallTurnsTests
{
    private static readonly Instant Noon = Instant.From(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    private static readonly int[] Intervals = [30, 60, 90, 300, 3600, 86_400];

    private static readonly Gen<CallLine[]> Lines = Gen.Select(
            Gen.Int[0, 5],
            Gen.Int[0, 2],
            Gen.Int[0, 5].Select(i => Intervals[i]),
            Gen.Int[3, 33]
        )
        .Select((target, region, interval, length) => Line($"t{target}", $"r{region}", interval, length))
        .Array[1, 9]
        .Select(lines => lines.DistinctBy(line => (line.Target, line.Region)).ToArray());

    [Fact]
    public void No_two_calls_overlap_none_begins_before_its_slot_and_none_later_than_its_patience() =>
        Lines.Sample(
            lines =>
            {
                var turns = new CallTurns(lines);
                var calls = CallsOf(turns, lines, Noon, TimeSpan.FromHours(3)).OrderBy(call => call.Start).ToList();
                Assert.All(calls, call => Assert.InRange(call.Start - call.Slot, TimeSpan.Zero, call.Line.Patience));
                Assert.All(
                    calls.Zip(calls.Skip(1)),
                    pair => Assert.True(pair.First.Start + pair.First.Line.Length <= pair.Second.Start)
                );
            },
            iter: 300
        );

    [Fact]
    public void Workers_that_ask_at_other_times_and_in_another_order_find_the_same_turns() =>
        Gen.Select(Lines, Gen.Int[0, 10_000])
            .Sample(
                (lines, seconds) =>
                {
                    var here = new CallTurns(lines);
                    var from = Noon + TimeSpan.FromSeconds(seconds);
                    _ = CallsOf(here, lines, Noon - TimeSpan.FromHours(3), TimeSpan.FromHours(2)).ToList();
                    var seen = CallsOf(here, lines, from, TimeSpan.FromHours(1)).ToList();
                    foreach (var call in seen)
                    {
                        var there = new CallTurns(lines.Reverse());
                        Assert.Equal(call.Start, there.StartOf(call.Line.Target, call.Line.Region, call.Slot));
                    }
                },
                iter: 20
            );

    [Fact]
    public void The_rarest_call_begins_at_its_slot_and_the_others_give_way()
    {
        var daily = Line("daily", "prague", 86_400, 962);
        var often = Line("often", "prague", 300, 12);
        var turns = new CallTurns([often, daily]);
        var slot = Slots.FirstAtOrAfter(Noon, daily.Phase, daily.Interval);

        Assert.Equal(slot, turns.StartOf("daily", "prague", slot));
        var meanwhile = Slots.FirstAtOrAfter(slot, often.Phase, often.Interval);
        Assert.Null(turns.StartOf("often", "prague", meanwhile));
    }

    [Fact]
    public void Confirm_runs_of_two_regions_never_overlap_each_other_or_a_scheduled_call() =>
        Gen.Select(Lines, Gen.Int[0, 3000].Array[2])
            .Sample(
                (lines, seconds) =>
                {
                    var turns = new CallTurns(lines);
                    var scheduled = CallsOf(turns, lines, Noon - TimeSpan.FromHours(1), TimeSpan.FromHours(4)).ToList();
                    var confirms = lines
                        .DistinctBy(line => line.Region)
                        .Select((line, i) => (line, At: ConfirmOf(turns, line, seconds[i % 2])))
                        .Where(c => c.At is not null)
                        .Select(c => (Line: c.line, Start: c.At!.Value))
                        .ToList();
                    var all = confirms
                        .Concat(scheduled.Select(call => (call.Line, call.Start)))
                        .OrderBy(call => call.Start)
                        .ToList();
                    Assert.All(
                        all.Zip(all.Skip(1)),
                        pair => Assert.True(pair.First.Start + pair.First.Line.Length <= pair.Second.Start)
                    );
                }
            );

    [Fact]
    public void A_line_that_is_never_confirmed_has_no_time_for_it() =>
        Assert.Null(
            new CallTurns([Line("a", "prague", 60, 5) with { IsConfirmed = false }]).ConfirmOf(
                "a",
                "prague",
                Noon,
                Instant.MaxValue
            )
        );

    [Fact]
    public void What_a_day_holds_back_is_counted()
    {
        var turns = new CallTurns([Line("a", "prague", 30, 29), Line("b", "prague", 30, 29)]);

        Assert.True(turns.Load > 1.9);
        Assert.Equal([(0, 2880), (2880, 2880)], turns.CountHeld().Select(c => (c.Held, c.All)).Order());
    }

    /// <summary>Turns are worked out hour by hour: found once, by chance.</summary>
    [Fact]
    public void A_late_call_is_over_at_its_lines_next_slot_also_where_an_hour_ends()
    {
        var often = Line("often", "prague", 30, 27);
        var slot = Slots.FirstAtOrAfter(Noon + TimeSpan.FromHours(1), often.Phase, often.Interval) - often.Interval;
        var within = new Window(slot + TimeSpan.FromSeconds(1), slot + TimeSpan.FromSeconds(8));
        var rare = Enumerable
            .Range(0, 1000)
            .Select(i => Line($"rare{i}", "prague", 90, 3))
            .First(line => within.Contains(Slots.FirstAtOrAfter(slot, line.Phase, line.Interval)));
        var turns = new CallTurns([often, rare]);

        Assert.Null(turns.StartOf("often", "prague", slot)); // it could begin 4 to 11 s late
        Assert.Equal(slot + often.Interval, turns.StartOf("often", "prague", slot + often.Interval));
    }

    [Fact]
    public void A_call_that_may_last_beyond_its_lines_next_slot_takes_every_second() =>
        Assert.Equal(
            [(1440, 2880)],
            new CallTurns([Line("a", "prague", 30, 31)]).CountHeld().Select(c => (c.Held, c.All))
        );

    private static Instant? ConfirmOf(CallTurns turns, CallLine line, int seconds)
    {
        var from = Noon + TimeSpan.FromSeconds(seconds);
        return turns.ConfirmOf(line.Target, line.Region, from, from + TimeSpan.FromMinutes(30));
    }

    private static IEnumerable<(CallLine Line, Instant Slot, Instant Start)> CallsOf(
        CallTurns turns,
        IEnumerable<CallLine> lines,
        Instant since,
        TimeSpan length
    ) =>
        from line in lines
        from k in Enumerable.Range(0, 1000)
        let slot = Slots.FirstAtOrAfter(since, line.Phase, line.Interval) + (k * line.Interval)
        where slot < since + length
        let start = turns.StartOf(line.Target, line.Region, slot)
        where start is not null
        select (line, slot, start.Value);

    private static CallLine Line(string target, string region, int interval, int length) =>
        new(target, region, "rtp", TimeSpan.FromSeconds(interval), TimeSpan.FromSeconds(length), true);
}
