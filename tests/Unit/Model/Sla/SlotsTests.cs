using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class SlotsTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>sha256("pbx-sip\0prague") = 1cfdf0e4 f05ff7b9 …; 2089090668245809081 mod 60,000,000 = 5,809,081.</summary>
    [Fact]
    public void The_phase_is_of_the_first_eight_bytes_of_SHA_256() =>
        Assert.Equal(TimeSpan.FromMicroseconds(5_809_081), Slots.Phase("pbx-sip", "prague", Minute));

    [Fact]
    public void The_first_slot_at_or_after_an_instant_lies_on_the_grid_and_less_than_one_interval_ahead() =>
        Gen.Select(Gen.Long[-1_000_000_000, 1_000_000_000], Gen.Long[1, 1_000_000], Gen.Long[0, 999_999])
            .Sample(
                (from, interval, phase) =>
                {
                    phase %= interval;
                    var slot = Slots
                        .FirstAtOrAfter(
                            new(from),
                            TimeSpan.FromMicroseconds(phase),
                            TimeSpan.FromMicroseconds(interval)
                        )
                        .Microseconds;

                    Assert.InRange(slot - from, 0, interval - 1);
                    Assert.Equal(0, (slot - phase) % interval);
                },
                iter: Cases.Count
            );

    [Fact]
    public void Expected_slots_follow_the_interval_in_force_and_the_assignment()
    {
        var slow = new TargetSettings(Minute, TimeSpan.FromSeconds(5), new Confirmation(2, 1), Quorum.Majority);
        var fast = slow with { Interval = TimeSpan.FromSeconds(20) };
        var settings = new StepFunction<TargetSettings>(slow, [new(At.Day("12:02"), fast)]);
        Window[] assigned = [new(At.Day("12:00"), At.Day("12:02:30")), new(At.Day("12:10"), Instant.MaxValue)];

        var slots = Slots.Between("pbx-sip", "prague", settings, assigned, new(At.Day("11:00"), At.Day("12:10:30")));

        // Phases: 5.809081 s of a minute; 2089090668245809081 mod 20,000,000 = 5.809081 s too.
        Assert.Equal(
            [
                At.Day("12:00:05.809081"),
                At.Day("12:01:05.809081"),
                At.Day("12:02:05.809081"),
                At.Day("12:02:25.809081"),
                At.Day("12:10:05.809081"),
                At.Day("12:10:25.809081"),
            ],
            slots
        );
    }

    [Fact]
    public void Pieces_of_a_window_have_the_slots_of_the_whole()
    {
        var settings = new StepFunction<TargetSettings>(
            new TargetSettings(Minute, TimeSpan.FromSeconds(5), new Confirmation(2, 1), Quorum.Majority)
        );
        IEnumerable<Instant> Between(Instant from, Instant to) =>
            Slots.Between("pbx-sip", "prague", settings, [Window.Always], new(from, to));

        var slot = At.Day("12:30:05.809081");
        Assert.Equal(
            Between(At.Day("12:00"), At.Day("13:00")),
            Between(At.Day("12:00"), slot).Concat(Between(slot, At.Day("13:00")))
        );
        Assert.DoesNotContain(slot, Between(At.Day("12:00"), slot));
    }
}
