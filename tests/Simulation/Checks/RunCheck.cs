using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Tests.Simulation.World;

namespace Ringback.Tests.Simulation.Checks;

/// <summary>Whether what a run says is what really happened in it.</summary>
internal static class RunCheck
{
    /// <summary>What is wrong with it; null where nothing is.</summary>
    public static string? Fault(SaidResult said, Setting setting)
    {
        // Which version a run was planned by, and which call was its, is not said: one of each must make sense of it.
        var calls = said
            .Session.Probe.Calls.Where(call =>
                call.Target == said.Result.Target
                && said.Site.Box.WallsAt(call.Start).Any(wall => Instant.From(wall) == said.Result.StartedAt)
            )
            .DefaultIfEmpty(null)
            .ToList();
        string? first = null;
        foreach (var (_, catalog) in setting.Plan.Versions)
        {
            var target = catalog.Targets.Single(each => each.Id == said.Result.Target);
            foreach (var call in calls)
            {
                if (Fault(said, target, call, setting) is not { } fault)
                    return null;

                first ??= fault;
            }
        }

        return first;
    }

    private static string? Fault(SaidResult said, Target target, ProbeCall? call, Setting setting)
    {
        var (result, site, session) = said;
        var now = setting.Loop.Now;
        if (result.Region != site.Region)
            return "of another region";

        if (ScheduleFault(said, target, setting) is { } unscheduled)
            return unscheduled;

        if (DurationFault(result, call, now) is { } wrong)
            return wrong;

        var late = result.StartedAt - result.ScheduledAt;
        if (result.Outcome == Outcome.Unknown)
            return UnknownFault(said, target, call, late, setting);

        if (call is null)
            return "known, but its probe was never called";

        if (late < -TimeSpan.FromSeconds(1))
            return "known, but begun before its slot";

        if (late > target.Interval / 2)
            return "known, but begun later than half an interval after its slot";

        // As a whole: one that was set and set back again is read alike at start and end.
        var end = call.End ?? Math.Min(now, call.Start + result.Duration.Ticks); // its canaries were asked after it
        var steps = site.Box.Steps.Where(step => step.At > call.Start && step.At < end);
        if (Above(TimeSpan.FromTicks(steps.Sum(step => step.By.Ticks)), 0.001))
            return "known, but the wall clock was set while it was under way";

        if (session.Host.Pauses.Any(pause => Within(pause, call, end) > target.Timeout / 10))
            return "known, but the worker stood still while it was under way";

        var isUndisturbed = session.Host.Pauses.Count == 0 && site.Box.Steps.Count == 0;
        if (
            setting.Plan.HasCanaries
            && isUndisturbed
            && result.Outcome == Outcome.Down
            && setting.Truth.IsOffline(site.Region, call.Start, now)
        )
            return "down, but its vantage point was offline all the while";

        return AnswerFault(result, call, target, now);
    }

    private static string? AnswerFault(ProbeResult result, ProbeCall call, Target target, long now)
    {
        if (call.End is not null)
        {
            return call.Answer is { } answer && (answer.Outcome, answer.Reason) == (result.Outcome, result.Reason)
                ? null
                : "known, but this is not what its probe said";
        }

        if ((result.Outcome, result.Reason) != (Outcome.Down, Reason.Timeout))
            return "known, but its probe has said nothing";

        return TimeSpan.FromTicks(now - call.Start) >= target.Timeout ? null : "timed out before its time";
    }

    private static string? UnknownFault(SaidResult said, Target target, ProbeCall? call, TimeSpan late, Setting setting)
    {
        var now = setting.Loop.Now;
        var (result, site, session) = said;
        var from = call?.Start ?? session.StartedAt;
        var steps = site.Box.Steps.Where(step => step.At >= session.StartedAt).ToList();
        var isRight = result.Reason switch
        {
            Reason.WorkerLate => late > target.Interval / 2,
            Reason.ClockSkew => steps.Any(step => Above(step.By, 1))
                || Above(TimeSpan.FromTicks(steps.Sum(step => step.By.Ticks)), 1),
            Reason.WorkerClock => steps.Any(step => step.At >= from && Above(step.By, 0.001)),
            Reason.WorkerStarved => call is not null && session.Host.Pauses.Any(pause => pause.End > call.Start),
            Reason.Cancelled => session.StoppedAt is not null,
            Reason.InternalError => call is not null
                && (call.Answer is null || call.End is null || call.End - call.Start > target.Timeout.Ticks),
            Reason.VantageOffline => setting.Truth.WasOffline(
                result.Region,
                // While its clock is set or it stands still no canary's word counts, and the last one stands.
                steps.Count > 0
                || session.Host.Pauses.Count > 0
                    ? 0
                    : from - TimeSpan.FromSeconds(10).Ticks,
                now
            ),
            Reason.NoRoute => call?.Answer?.Reason == Reason.NoRoute,
            _ => false,
        };
        return isRight ? null : $"unknown without that reason ({TimeSpan.FromTicks(now)})";
    }

    private static string? ScheduleFault(SaidResult said, Target target, Setting setting)
    {
        var result = said.Result;
        var before = Slot.AtOrBefore(target, result.Region, result.ScheduledAt);
        if (result.Trigger == Trigger.Schedule)
            return before == result.ScheduledAt ? null : "scheduled, but this is no slot";

        var pause = target.Interval / 4 < TimeSpan.FromSeconds(5) ? target.Interval / 4 : TimeSpan.FromSeconds(5);
        return setting.Notary.Results.Any(other =>
            other.Session == said.Session
            && other.Result.Target == target.Id
            && other.Result.Outcome is Outcome.Down or Outcome.Degraded
            && Near(other.Result.StartedAt + other.Result.Duration + pause, result.ScheduledAt)
            && other.Result.ScheduledAt >= before
        )
            ? null
            : "a confirm run that nothing called for";
    }

    private static string? DurationFault(ProbeResult result, ProbeCall? call, long now)
    {
        var least = call?.End is { } end ? TimeSpan.FromTicks(end - call.Start) : TimeSpan.Zero;
        var most = call is null ? TimeSpan.Zero : TimeSpan.FromTicks(now - call.Start);
        return result.Duration >= least - Microsecond && result.Duration <= most
            ? null
            : $"its duration is not between {least} and {most}";
    }

    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);

    private static TimeSpan Within((long End, TimeSpan Length) pause, ProbeCall call, long now)
    {
        var end = Math.Min(pause.End, call.End ?? now);
        var from = Math.Max(pause.End - pause.Length.Ticks, call.Start);
        return TimeSpan.FromTicks(Math.Max(0, end - from));
    }

    private static bool Above(TimeSpan step, double seconds) => step.Duration() > TimeSpan.FromSeconds(seconds);

    private static bool Near(Instant left, Instant right) => (left - right).Duration() <= Microsecond;
}
