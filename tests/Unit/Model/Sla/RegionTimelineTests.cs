using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class RegionTimelineTests
{
    private static readonly Window[] Assigned = [new(At.Day("12:00"), Instant.MaxValue)];

    [Fact]
    public void A_region_knows_nothing_before_S_results_vouch_for_it() =>
        Assert.Equal("12:01 Up", Told(Settings(failures: 2, successes: 2), "12:01 up, 12:02 up"));

    [Fact]
    public void One_good_result_of_two_needed_decides_nothing() =>
        Assert.Equal("", Told(Settings(failures: 2, successes: 2), "12:01 up"));

    [Fact]
    public void Failures_from_the_very_start_are_dated_to_the_first() =>
        Assert.Equal("12:01 Down, 12:04 Up", Told(Settings(3, 1), "12:01 down, 12:02 down, 12:03 down, 12:04 up"));

    [Fact]
    public void An_unknown_result_neither_confirms_nor_breaks_a_streak() =>
        Assert.Equal("12:00 Up, 12:01 Down", Told(Settings(2, 1), "12:00 up, 12:01 down, 12:02 unknown, 12:03 down"));

    [Fact]
    public void Degraded_ends_an_outage_but_not_the_trouble() =>
        Assert.Equal(
            "12:01 Down, 12:03 Degraded, 12:04 Up",
            Told(Settings(2, 1), "12:01 down, 12:02 down, 12:03 degraded, 12:04 up")
        );

    [Fact]
    public void Down_and_degraded_together_confirm_trouble_dated_to_the_first_of_both() =>
        Assert.Equal("12:00 Up, 12:01 Degraded", Told(Settings(2, 1), "12:00 up, 12:01 down, 12:02 degraded"));

    [Fact]
    public void A_lower_F_alone_turns_nothing_and_the_next_result_is_held_against_it()
    {
        var settings = new StepFunction<TargetSettings>(
            Settings(5, 1).Initial,
            [new(At.Day("12:03"), Settings(2, 1).Initial)]
        );

        Assert.Equal("12:00 Up", Told(settings, "12:00 up, 12:01 down, 12:02 down"));
        Assert.Equal("12:00 Up, 12:01 Down", Told(settings, "12:00 up, 12:01 down, 12:02 down, 12:03 down"));
    }

    [Fact]
    public void A_result_vouches_to_its_staleness_and_the_one_that_comes_then_is_in_time() =>
        Assert.Equal("12:00 Up", Told(Settings(2, 1), "12:00 up, 12:03 up"));

    [Fact]
    public void A_microsecond_later_is_too_late() =>
        Assert.Equal(
            "12:00 Up, 12:03 Unknown, 12:03:00.000001 Up",
            Told(Settings(2, 1), "12:00 up, 12:03:00.000001 up")
        );

    [Fact]
    public void After_silence_failures_are_counted_anew() =>
        Assert.Equal(
            "12:00 Up, 12:04 Unknown",
            Told(Settings(2, 1), "12:00 up, 12:01 down, 12:04:30 down", asOf: "12:05")
        );

    [Fact]
    public void A_longer_interval_prolongs_what_vouches_already()
    {
        var settings = new StepFunction<TargetSettings>(
            Settings(2, 1).Initial,
            [new(At.Day("12:02"), Settings(2, 1).Initial with { Interval = TimeSpan.FromMinutes(5) })]
        );

        Assert.Equal("12:00 Up, 12:17 Unknown", Told(settings, "12:00 up", asOf: "13:00"));
    }

    [Fact]
    public void Results_outside_the_assignment_do_not_count_and_the_next_assignment_begins_undecided()
    {
        Window[] assigned = [new(At.Day("12:01"), At.Day("12:03")), new(At.Day("12:04"), Instant.MaxValue)];

        Assert.Equal(
            "12:02 Down, 12:03 Unknown, 12:05 Down",
            Told(Settings(1, 1), "12:00 up, 12:02 down, 12:03 up, 12:05 down", assigned)
        );
    }

    [Fact]
    public void A_suspicion_is_no_blip_until_something_ends_it()
    {
        var open = Derive(Settings(3, 1), "12:00 up, 12:01 down, 12:02 down", Assigned, "12:02");
        var ended = Derive(Settings(3, 1), "12:00 up, 12:01 down, 12:02 down", Assigned, "12:05");

        Assert.Equal(At.Day("12:01"), open.SuspectedSince);
        Assert.Equal(At.Day("12:05"), open.SilentAt);
        Assert.Empty(open.Blips);
        Assert.Null(ended.SuspectedSince);
        Assert.Null(ended.SilentAt);
        Assert.Equal([new Blip(At.Day("12:01"), 2)], ended.Blips);
    }

    [Fact]
    public void A_derivation_says_from_when_on_it_replaces_what_was_stored()
    {
        var first = Derive(Settings(3, 1), "12:00 up, 12:01 down, 12:02 down", Assigned, "12:02");
        var next = RegionTimeline.Derive(first.End, Results("12:03 down"), Settings(3, 1), Assigned, At.Day("12:03"));

        Assert.Equal(At.Day("12:01"), next.ReplaceFrom);
        Assert.Equal("12:01 Down", Text(next.Changes));
    }

    [Fact]
    public void Each_hour_with_results_leaves_the_fold_of_all_before_it()
    {
        var derived = Derive(Settings(2, 1), "12:00 up, 12:59 up, 13:00 down, 15:10 down", Assigned, "15:10");

        Assert.Equal([At.Day("12:00"), At.Day("13:00"), At.Day("15:00")], derived.Hours.Select(hour => hour.At));
        Assert.Equal(At.Day("12:59"), derived.Hours[1].Fold.LastKnown);
        Assert.Equal(At.Day("13:00"), derived.Hours[2].Fold.SuspectedSince);
    }

    [Fact]
    public void Results_out_of_order_are_refused() =>
        Assert.Throws<ArgumentException>(() => Derive(Settings(2, 1), "12:01 up, 12:00 up", Assigned, "12:02"));

    [Fact]
    public void Results_before_the_checkpoint_are_refused()
    {
        var end = Derive(Settings(2, 1), "12:00 up, 12:05 up", Assigned, "12:06").End;

        Assert.Throws<ArgumentException>(() =>
            RegionTimeline.Derive(end, Results("12:05 down"), Settings(2, 1), Assigned, At.Day("12:06"))
        );
    }

    private static string Told(
        StepFunction<TargetSettings> settings,
        string results,
        Window[]? assigned = null,
        string? asOf = null
    ) => Text(Derive(settings, results, assigned ?? Assigned, asOf).Changes);

    /// <summary>As of the last result, unless said.</summary>
    private static RegionDerivation Derive(
        StepFunction<TargetSettings> settings,
        string results,
        Window[] assigned,
        string? asOf
    )
    {
        var judged = Results(results).ToList();
        return RegionTimeline.Derive(
            Checkpoint.Start,
            judged,
            settings,
            assigned,
            asOf is null ? judged[^1].ScheduledAt : At.Day(asOf)
        );
    }

    private static string Text(IEnumerable<Change<RegionState>> changes) =>
        string.Join(", ", changes.Select(c => $"{Clock(c.At)} {c.Value}"));

    private static string Clock(Instant at)
    {
        var clock = at.ToString()["2026-11-23T".Length..^1];
        return clock.EndsWith(":00", StringComparison.Ordinal) ? clock[..^3] : clock;
    }

    private static IEnumerable<JudgedResult> Results(string text) =>
        text.Split(", ")
            .Select(one => one.Split(' '))
            .Select(part => new JudgedResult(At.Day(part[0]), Trigger.Schedule, Enum.Parse<Outcome>(part[1], true)));

    private static StepFunction<TargetSettings> Settings(int failures, int successes) =>
        new(
            new TargetSettings(
                TimeSpan.FromMinutes(1),
                TimeSpan.FromSeconds(5),
                new Confirmation(failures, successes),
                Quorum.Majority
            )
        );
}
