using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

/// <summary>How far an update looks; that what it makes is right is a property of <see cref="RegionTimelineProperties"/>.</summary>
public sealed class RegionUpdateTests
{
    private const int Days = 10;
    private static readonly Instant Start = At.Day("00:00");

    private static readonly StepFunction<TargetSettings> Settings = new(
        new TargetSettings(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5), new Confirmation(2, 1), Quorum.Majority)
    );

    [Theory]
    [InlineData(Outcome.Down)] // a blip
    [InlineData(Outcome.Up)]
    public void A_late_result_is_replayed_to_the_next_checkpoint_however_old_it_is(Outcome outcome)
    {
        var results = Minutes(_ => true).ToList();
        var before = Derive(results);
        results[725] = results[725] with { Outcome = outcome };

        var (read, stretches) = Update(before, results, results[725].ScheduledAt);

        Assert.Equal(60, read);
        Assert.Equal(2, stretches.Count);
        Assert.Equal((Start + TimeSpan.FromHours(12), Start + TimeSpan.FromHours(13)), Bounds(stretches[0]));
        Assert.Equal(outcome == Outcome.Down ? 1 : 0, stretches[0].Blips.Count);
    }

    [Fact]
    public void A_gap_that_is_filled_is_forgotten_as_soon_as_the_latches_agree()
    {
        // Half a day was missing: it went unknown, and began undecided after it.
        var results = Minutes(minute => minute is < 600 or >= 1320).ToList();
        var before = Derive(results);
        var whole = Minutes(_ => true).ToList();

        var (read, stretches) = Update(
            before,
            whole,
            [.. Enumerable.Range(10, 12).Select(hour => Start + TimeSpan.FromHours(hour))]
        );

        Assert.Equal(14 * 60, read); // from the checkpoint at 9, the last before the gap, to the one after its end
        Assert.Equal((Start + TimeSpan.FromHours(9), Start + TimeSpan.FromHours(23)), Bounds(stretches[0]));
        Assert.Equal(13, stretches[0].Hours.Count);
    }

    [Fact]
    public void Results_of_two_days_are_two_stretches_and_what_lies_between_is_not_read()
    {
        var results = Minutes(_ => true).ToList();
        var before = Derive(results);
        results[70] = results[70] with { Outcome = Outcome.Degraded };
        results[10_010] = results[10_010] with { Outcome = Outcome.Down };

        var (read, stretches) = Update(before, results, results[70].ScheduledAt, results[10_010].ScheduledAt);

        Assert.Equal(120, read);
        Assert.Equal(3, stretches.Count);
    }

    [Fact]
    public void A_change_that_lasts_is_replayed_to_the_end()
    {
        var results = Minutes(minute => minute != 90 && minute < 100).ToList();
        var before = Derive(results);
        results[^1] = results[^1] with { Outcome = Outcome.Down };

        var (_, stretches) = Update(before, results, results[^1].ScheduledAt);

        Assert.Equal(Instant.MaxValue, Assert.Single(stretches).To);
        Assert.Equal(results[^1].ScheduledAt, Assert.Single(stretches[0].Blips).From);
    }

    /// <summary>Seed 2550 of the simulation in short.</summary>
    [Fact]
    public void Where_the_assignment_ended_nothing_later_counts_although_the_folds_of_a_silence_agree()
    {
        var results = Minutes(minute => minute is < 30 or (>= 90 and < 120)).ToList();
        var ended = Start + TimeSpan.FromMinutes(45);
        var before = Derive(results);
        var update = new RegionUpdate(before.End, before.Hours, [ended], Settings, [new Window(Start, ended)], ended);

        Read(update, results);

        var stretch = Assert.Single(update.End(Start + TimeSpan.FromDays(Days)));
        Assert.Equal(
            [
                new Change<RegionState>(Start, RegionState.Up),
                new Change<RegionState>(Start + TimeSpan.FromMinutes(32), RegionState.Unknown),
            ],
            stretch.Changes
        );
    }

    private static (Instant, Instant) Bounds(RegionDerivation stretch) => (stretch.From.At, stretch.To);

    private static IEnumerable<JudgedResult> Minutes(Func<int, bool> isThere) =>
        Enumerable
            .Range(0, Days * 24 * 60)
            .Where(isThere)
            .Select(minute => new JudgedResult(Start + TimeSpan.FromMinutes(minute), Trigger.Schedule, Outcome.Up));

    private static RegionDerivation Derive(IEnumerable<JudgedResult> results) =>
        RegionTimeline.Derive(Checkpoint.Start, results, Settings, [Window.Always], Start + TimeSpan.FromDays(Days));

    /// <returns>How many results it asked for, too.</returns>
    private static (int Read, IReadOnlyList<RegionDerivation> Stretches) Update(
        RegionDerivation before,
        IReadOnlyList<JudgedResult> results,
        params Instant[] changed
    )
    {
        var update = new RegionUpdate(
            before.End,
            before.Hours.Prepend(Checkpoint.Start),
            changed,
            Settings,
            [Window.Always]
        );
        return (Read(update, results), update.End(Start + TimeSpan.FromDays(Days)));
    }

    /// <returns>How many results it asked for.</returns>
    private static int Read(RegionUpdate update, IReadOnlyList<JudgedResult> results)
    {
        var read = 0;
        while (update.Wanted is { } wanted)
        {
            var found = results.Where(result => wanted.Contains(result.ScheduledAt)).ToList();
            read += found.Count;
            update.Take(found);
        }

        return read;
    }
}
