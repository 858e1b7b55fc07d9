using Ringback.Model;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Scheduling;
using Ringback.Tests.Unit.ProbeWorker.Probes;

namespace Ringback.Tests.Unit.ProbeWorker.Scheduling;

public class AgendaTests
{
    private readonly SteppedTimeProvider _time = new();
    private readonly Agenda _agenda;

    public AgendaTests() => _agenda = new Agenda(Planned.Region, _ => true, _time);

    [Fact]
    public void A_first_failure_is_confirmed_soon_and_the_second_is_enough()
    {
        var target = Planned.Target(interval: 10);
        _agenda.Adopt(Planned.Catalog(Instant.UnixEpoch, target));
        var slot = NextRun();
        Assert.True(Fail(slot));

        var confirm = NextRun();
        Assert.Equal(Trigger.Confirm, confirm.Trigger);
        Assert.Equal(slot.ScheduledAt + TimeSpan.FromSeconds(2.5), confirm.ScheduledAt);
        Assert.False(Fail(confirm));

        var next = NextRun();
        Assert.Equal((Trigger.Schedule, slot.ScheduledAt + target.Interval), (next.Trigger, next.ScheduledAt));
        Assert.False(Fail(next));
    }

    [Fact]
    public void An_answer_needs_no_confirmation_nor_does_an_unknown()
    {
        _agenda.Adopt(Planned.Catalog(Instant.UnixEpoch, Planned.Target()));

        Assert.False(Take(NextRun(), Outcome.Up));
        Assert.False(Take(NextRun(), Outcome.Unknown));
        Assert.Equal(Trigger.Schedule, NextRun().Trigger);
    }

    [Fact]
    public void Confirm_runs_in_a_row_are_at_most_failures_less_one()
    {
        var target = Planned.Target(interval: 60, failures: 3);
        _agenda.Adopt(Planned.Catalog(Instant.UnixEpoch, target));

        var triggers = new List<Trigger>();
        for (var i = 0; i < 4; i++)
        {
            var run = NextRun();
            triggers.Add(run.Trigger);
            Fail(run);
        }

        Assert.Equal([Trigger.Schedule, Trigger.Confirm, Trigger.Confirm, Trigger.Schedule], triggers);
    }

    [Fact]
    public void No_confirm_run_where_it_would_not_be_before_the_next_slot()
    {
        var target = Planned.Target(interval: 10, timeout: 8);
        _agenda.Adopt(Planned.Catalog(Instant.UnixEpoch, target));
        var run = NextRun();
        _time.Advance(TimeSpan.FromSeconds(8));

        Assert.False(Fail(run, took: TimeSpan.FromSeconds(8)));
    }

    [Fact]
    public void A_wall_clock_that_steps_by_more_than_a_second_computes_slots_anew()
    {
        _agenda.Adopt(Planned.Catalog(Instant.UnixEpoch, Planned.Target(interval: 10)));
        NextRun();

        _time.Step = TimeSpan.FromSeconds(0.9);
        Assert.Null(_agenda.Tick().ClockStep);

        _time.Step = TimeSpan.FromHours(1);
        var (runs, step) = _agenda.Tick();
        Assert.Equal(1, step!.Value.TotalHours, precision: 6);
        Assert.True(runs.Count <= 1, "slots that the clock jumped over are not caught up");
        Assert.Null(_agenda.Tick().ClockStep);
        Assert.InRange(_agenda.UntilNext(), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private PlannedRun NextRun()
    {
        _time.Advance(_agenda.UntilNext());
        return Assert.Single(_agenda.Tick().Runs);
    }

    private bool Fail(PlannedRun run, TimeSpan took = default) => Take(run, Outcome.Down, took);

    private bool Take(PlannedRun run, Outcome outcome, TimeSpan took = default) =>
        _agenda.Taken(
            new ProbeResult
            {
                Target = run.Target.Id,
                Region = Planned.Region,
                ScheduledAt = run.ScheduledAt,
                StartedAt = run.ScheduledAt,
                Trigger = run.Trigger,
                Outcome = outcome,
                Duration = took,
            },
            run.Target
        );
}
