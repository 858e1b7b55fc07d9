using System.Globalization;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Protocols.Ntp;
using Ringback.Protocols.Ntp.Nts;

namespace Ringback.ProbeWorker.Probes.Ntp;

/// <summary>What a reply says of its server (semantics, "Time").</summary>
/// <remarks>
/// An offset is evidence against the server only while our own clock is vouched for: over the limit and not vouched for is
/// <c>unknown / worker_clock</c>. An offset within the limit is up in either case: two clocks that agree contradict
/// nothing, and a worker in a container, whose kernel nobody has told of its synchronisation, must be able to say so.
/// </remarks>
internal static class NtpJudge
{
    /// <summary>A stranger to clocks, or a liar: it would widen the margin at will.</summary>
    private const int WorstPrecision = -1;

    /// <summary>How much longer than we waited a server may claim to have held the request: granularity and drift.</summary>
    private static readonly TimeSpan HoldTolerance = TimeSpan.FromMilliseconds(1);

    /// <param name="othersVouch">Whether other servers say that our clock is right, for a limit.</param>
    public static Judgement Judge(
        NtpCheck check,
        NtpSample sample,
        Func<WorkerClock> workerClock,
        Func<TimeSpan, bool> othersVouch
    )
    {
        var reply = sample.Reply;
        if (reply.Stratum == 0)
            return JudgeKiss(reply.ReferenceId.ToCode());

        if (reply.Leap == NtpLeap.Unsynchronised)
            return Judgement.Down(
                Reason.Unsynchronised,
                "The server says that its clock is not synchronised (leap 3)."
            );

        if (reply.Stratum >= 16)
            return Judgement.Down(
                Reason.Unsynchronised,
                $"The server is at stratum {reply.Stratum}: not synchronised."
            );

        if (BrokenRule(sample) is { } rule)
            return Judgement.Down(Reason.ProtocolError, rule);

        if (reply.RootDistance > check.MaxRootDistance)
        {
            return Judgement.Degraded(
                Reason.RootDistanceExceeded,
                $"Root distance {Seconds(reply.RootDistance)} s is above {Seconds(check.MaxRootDistance)} s."
            );
        }

        return JudgeOffset(check, sample, workerClock, othersVouch);
    }

    private static Judgement JudgeKiss(string? code) =>
        code switch
        {
            NtpKissCode.Rate => Judgement.Degraded(Reason.KissOfDeath, "The server says RATE: it was asked too often."),
            NtpKissCode.Deny or NtpKissCode.Restrict => Judgement.Down(
                Reason.KissOfDeath,
                $"The server says {code}: it does not serve us."
            ),
            NtsRequest.Nak => Judgement.Down(
                Reason.AuthFailed,
                "The server says NTSN: it cannot read the cookie that its own key establishment gave."
            ),
            _ => Judgement.Down(Reason.Unsynchronised, $"The server is at stratum 0, code {code ?? "none"}."),
        };

    private static string? BrokenRule(NtpSample sample)
    {
        var exchange = sample.Exchange;
        if (!sample.HasTimes)
            return "The reply lacks a receive or a transmit timestamp.";

        if (sample.Reply.Precision > WorstPrecision)
            return $"The server claims a precision of 2^{sample.Reply.Precision} s.";

        if (exchange.ServerHeld < -HoldTolerance)
            return $"The server answered {Seconds(exchange.ServerHeld)} s after it was asked, by its own clock.";

        return exchange.Delay < -HoldTolerance
            ? $"The server claims to have held the request for {Seconds(exchange.ServerHeld)} s, longer than we waited."
            : null;
    }

    private static Judgement JudgeOffset(
        NtpCheck check,
        NtpSample sample,
        Func<WorkerClock> workerClock,
        Func<TimeSpan, bool> othersVouch
    )
    {
        if (Math.Abs(sample.Offset.TotalSeconds) <= check.MaxOffset.TotalSeconds + sample.OffsetMargin)
            return Judgement.Up;

        var clock = workerClock();
        var said =
            $"Offset {Seconds(sample.Offset)} s ± {Seconds(sample.OffsetMargin)} s, limit {Seconds(check.MaxOffset)} s";
        return clock.Vouches(check.MaxOffset) || othersVouch(check.MaxOffset)
            ? Judgement.Degraded(Reason.OffsetExceeded, $"{said}.")
            : Judgement.Unknown(
                Reason.WorkerClock,
                clock.IsSynchronised
                    ? $"{said}; but this worker's own clock may be wrong by {Seconds(clock.MaxError)} s."
                    : $"{said}; but this worker's own clock is not synchronised."
            );
    }

    private static string Seconds(TimeSpan duration) => Seconds(duration.TotalSeconds);

    private static string Seconds(double seconds) => seconds.ToString("0.######", CultureInfo.InvariantCulture);
}
