using Ringback.Model;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.Tests.Unit.Model.Results;

public sealed class PortMapTests
{
    private static readonly PortRange Range = new(5004, 5013);

    [Fact]
    public void What_of_the_range_was_seen_and_where_media_failed_is_told_for_both_sides()
    {
        var map = PortMap.Of(
            Range,
            [Use(5004, 20_000, 1), Use(5008, 20_002, 2, hadMedia: false), Use(5008, 20_004, 3)]
        );

        Assert.Equal((3, 2, 3), (map.Calls, map.SeenPairs, map.RemoteSeen));
        Assert.Equal([5004, 5008], map.Seen);
        Assert.Equal([new PortTally(5008, 2, 1, false, At(2))], map.Local);
        Assert.Equal([new PortTally(20_002, 1, 1, true, At(2))], map.Remote);
    }

    [Fact]
    public void The_order_in_which_calls_are_told_changes_nothing() =>
        Gen.Select(Gen.Int[2500, 2510], Gen.Int[0, 20], Gen.Bool)
            .Array[0, 40]
            .Select(calls => calls.Select((c, i) => Use(2 * c.Item1, c.Item2, i, c.Item3)).ToArray())
            .Sample(uses =>
            {
                var (map, reversed) = (PortMap.Of(Range, uses), PortMap.Of(Range, uses.Reverse()));
                Assert.Equal(map.Seen, reversed.Seen);
                Assert.Equal(map.Local, reversed.Local);
                Assert.Equal(map.Remote, reversed.Remote);
                Assert.Equal(uses.Count(use => !use.HadMedia), map.Local.Sum(tally => tally.Failed));
                Assert.Equal(map.SeenPairs, uses.Select(u => u.Local).Where(Range.Holds).Distinct().Count());
            });

    [Fact]
    public void Ports_outside_the_range_are_no_part_of_it() =>
        Assert.Equal(1, PortMap.Of(Range, [Use(5012, 1, 1), Use(5014, 1, 2), Use(5002, 1, 3)]).SeenPairs);

    [Fact]
    public void A_result_that_says_nothing_of_ports_is_no_use_of_one()
    {
        Assert.Empty(PortUse.Of(Result(Outcome.Down, Reason.Timeout)));
        Assert.Empty(
            PortUse.Of(Result(Outcome.Unknown, Reason.Tainted, new Measurement(MeasurementNames.LocalPort, 5004)))
        );
        Assert.Equal(
            [new PortUse(5004, 20_000, false, At(0))],
            PortUse.Of(
                Result(
                    Outcome.Down,
                    Reason.OneWayMedia,
                    new Measurement(MeasurementNames.LocalPort, 5004),
                    new Measurement(MeasurementNames.RemotePort, 20_000)
                )
            )
        );
    }

    [Fact]
    public void A_call_of_which_both_ends_are_ours_is_one_call_over_the_ports_of_both()
    {
        var uses = PortUse.Of(
            Result(
                Outcome.Down,
                Reason.NoMedia,
                new Measurement(MeasurementNames.LocalPort, 5004),
                new Measurement(MeasurementNames.RemotePort, 20_000),
                new Measurement(MeasurementNames.CalleeLocalPort, 5006),
                new Measurement(MeasurementNames.CalleeRemotePort, 20_002)
            )
        );
        var map = PortMap.Of(Range, uses);

        Assert.Equal(new PortUse(5006, 20_002, false, At(0), IsFurther: true), uses[1]);
        Assert.Equal((1, 2, 2), (map.Calls, map.SeenPairs, map.RemoteSeen));
        Assert.Equal([5004, 5006], map.Local.Select(tally => tally.Port));
        Assert.Equal([20_000, 20_002], map.Remote.Select(tally => tally.Port));
    }

    private static ProbeResult Result(Outcome outcome, Reason reason, params Measurement[] measurements) =>
        new()
        {
            Target = "rtp",
            Region = "prague",
            ScheduledAt = At(0),
            StartedAt = At(0),
            Trigger = Trigger.Schedule,
            Outcome = outcome,
            Reason = reason,
            Measurements = measurements,
        };

    private static PortUse Use(int local, int remote, int at, bool hadMedia = true) =>
        new(local, remote, hadMedia, At(at));

    private static Instant At(int minute) => Instant.UnixEpoch + TimeSpan.FromMinutes(minute);
}
