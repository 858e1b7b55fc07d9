using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

/// <summary>Three regions, one minute, F = 2, S = 1, quorum majority: an hour with an outage, a blip and a silent region.</summary>
public sealed class WorkedExampleTests
{
    private static readonly Window Hour = new(At.Day("12:00"), At.Day("13:00"));
    private static readonly Window[] Lifetime = [new(At.Day("11:00"), Instant.MaxValue)];

    private static readonly StepFunction<TargetSettings> Settings = new(
        new TargetSettings(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(5), new Confirmation(2, 1), Quorum.Majority)
    );

    [Fact]
    public void A_is_down_from_its_first_failed_slot_to_its_first_good_one() =>
        Assert.Equal([Up("11:00"), Down("12:10"), Up("12:13")], States(down: ["12:10", "12:11", "12:12"]).Changes);

    [Fact]
    public void B_is_down_and_later_unknown_from_three_minutes_after_its_last_slot() =>
        Assert.Equal([Up("11:00"), Down("12:11"), Up("12:13"), Unknown("12:42"), Up("12:50")], B().Changes);

    [Fact]
    public void C_has_a_blip_and_is_never_down()
    {
        var derived = Derive(Results(down: ["12:30"]));

        Assert.Equal([Up("11:00")], derived.Changes);
        Assert.Equal([new Blip(At.Day("12:30"), 1)], derived.Blips);
    }

    [Fact]
    public void The_verdict_is_partial_for_a_minute_and_down_for_two() =>
        Assert.Equal(
            [
                new(At.Day("11:00"), Verdict.Up),
                new(At.Day("12:10"), Verdict.Partial),
                new(At.Day("12:11"), Verdict.Down),
                new(At.Day("12:13"), Verdict.Up),
            ],
            Verdicts().Changes
        );

    [Fact]
    public void Two_minutes_of_the_hour_were_lost()
    {
        var hour = Availability.Of(Verdicts(), Lifetime, Hour, asOf: At.Day("14:00"));

        Assert.Equal(120_000_000, hour.Down);
        Assert.Equal(60_000_000, hour.Partial);
        Assert.Equal(0, hour.Unknown);
        Assert.Equal(3_600_000_000, hour.Measured);
        Assert.Equal(new Ratio(3_480_000_000, 3_600_000_000), hour.Ratio);
        Assert.Equal("96.6666 %", hour.Ratio?.ToPercent(4));
        Assert.Equal("100.0000 %", hour.Coverage?.ToPercent(4));
    }

    [Fact]
    public void Announced_work_takes_a_minute_off_the_outage()
    {
        var verdicts = Verdicts(new Window(At.Day("12:12"), At.Day("12:20")));
        var hour = Availability.Of(verdicts, Lifetime, Hour, asOf: At.Day("14:00"));

        Assert.Equal(60_000_000, hour.Down);
        Assert.Equal(480_000_000, hour.Maintenance);
        Assert.Equal(3_120_000_000, hour.Measured);
        Assert.Equal(0.980769m, hour.Ratio?.Floor(6));
        Assert.Equal(1, hour.Coverage?.Floor(6));
    }

    [Fact]
    public void One_incident_is_dated_to_the_first_failed_slot() =>
        Assert.Equal(
            [new Incident(At.Day("12:10"), At.Day("12:13"), Verdict.Down)],
            Incidents.Of(Verdicts(), Lifetime, At.Day("14:00"))
        );

    private static StepFunction<Verdict> Verdicts(params Window[] maintenance)
    {
        var regions = new[] { States(down: ["12:10", "12:11", "12:12"]), B(), States(down: ["12:30"]) };
        var inputs = new VerdictInputs(
            [.. regions.Select(states => new WatchingRegion(Lifetime, states))],
            Settings,
            maintenance,
            Lifetime
        );
        return new(Verdict.Unknown, VerdictTimeline.Derive(inputs, Instant.MinValue, At.Day("14:00")));
    }

    private static StepFunction<RegionState> B() =>
        States(down: ["12:11", "12:12"], silent: new Window(At.Day("12:40"), At.Day("12:50")));

    private static StepFunction<RegionState> States(string[] down, Window silent = default) =>
        new(RegionState.Unknown, Derive(Results(down, silent)).Changes);

    private static RegionDerivation Derive(IEnumerable<JudgedResult> results) =>
        RegionTimeline.Derive(Checkpoint.Start, results, Settings, Lifetime, At.Day("14:00"));

    private static IEnumerable<JudgedResult> Results(string[] down, Window silent = default)
    {
        var failed = down.Select(At.Day).ToHashSet();
        for (var slot = At.Day("11:00"); slot <= At.Day("14:00"); slot += TimeSpan.FromMinutes(1))
        {
            if (!silent.Contains(slot))
                yield return new(slot, Trigger.Schedule, failed.Contains(slot) ? Outcome.Down : Outcome.Up);
        }
    }

    private static Change<RegionState> Up(string clock) => new(At.Day(clock), RegionState.Up);

    private static Change<RegionState> Down(string clock) => new(At.Day(clock), RegionState.Down);

    private static Change<RegionState> Unknown(string clock) => new(At.Day(clock), RegionState.Unknown);
}
