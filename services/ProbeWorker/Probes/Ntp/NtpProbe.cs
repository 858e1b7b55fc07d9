using System.Net;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Protocols.Ntp;

namespace Ringback.ProbeWorker.Probes.Ntp;

/// <summary>Asks for the time, a few times where that may be, and judges the best answer (RFC 5905, client mode; NTS: RFC 8915).</summary>
/// <remarks>
/// From a fresh random port, with a random transmit timestamp; whatever does not give it back is ignored and counted,
/// and the wait goes on. No request is ever sent again: a retry would hide from the server's rate limit.
/// </remarks>
/// <param name="holds">Shared by all runs of the worker.</param>
/// <param name="workerClock">Normally <see cref="WorkerClock.Read"/>; asked only where it decides.</param>
/// <param name="own">What servers say of this machine's clock: noted, and asked.</param>
internal sealed class NtpProbe(NtpHolds holds, Func<WorkerClock> workerClock, OwnClock own) : IProbe<NtpCheck>
{
    /// <summary>Where the whole of the bucket comes back between two runs, each may take it whole.</summary>
    private static readonly TimeSpan LeastIntervalOfBursts = NtpHolds.Depth * NtpHolds.Refill;

    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(2);

    public async Task<Judgement> RunAsync(NtpCheck check, ProbeRun run, CancellationToken deadline)
    {
        var held = new DnsEndPoint(check.Asked.Host, check.Asked.Port);
        if (holds.TryAsk(run.Region, held, run.Time, check.RateLimit) is { } left)
        {
            return Judgement.Unknown(
                Reason.RateHeld,
                $"The server is to be asked less: not again for another {(long)Math.Ceiling(left.TotalSeconds)} s."
            );
        }

        if (!check.Nts)
            return await AskAsync(check, new PlainNtp(), check.Host, check.Port, held, run, deadline);

        var trust = new Trust(check.Host, check.Tls, protocol: null, run.Time);
        var (judgement, isRefused) = await AskSafelyAsync(check, trust, held, run, deadline);
        if (!isRefused || !holds.TryAskMore(run.Region, held, run.Time, check.RateLimit))
            return judgement;

        // A server that has taken new keys meanwhile: the second time it is no coincidence (RFC 8915 §5.7).
        run.Evidence.Note("NTSN: the server cannot read its cookie any more, and keys are agreed on anew");
        return (await AskSafelyAsync(check, trust, held, run, deadline)).Judgement;
    }

    /// <returns>Whether the server did not take its own cookie, too.</returns>
    private async Task<(Judgement Judgement, bool IsRefused)> AskSafelyAsync(
        NtpCheck check,
        Trust trust,
        DnsEndPoint held,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        using var session = await NtsSession.EstablishAsync(check, trust, run, deadline);
        var port = session.Records.ServerPort ?? check.Port;
        var judgement = await AskAsync(check, session, session.Records.Server, port, held, run, deadline);
        return (judgement, judgement.Outcome != Outcome.Up && session.IsRefused);
    }

    private async Task<Judgement> AskAsync(
        NtpCheck check,
        INtpDialect dialect,
        string? host,
        int port,
        DnsEndPoint held,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        // Without a host of its own it is the address that the keys came from, which was found already.
        var server = host is null
            ? new IPEndPoint(((IPEndPoint)run.Address!).Address, port)
            : await run.Means.Resolver.ResolveAsync(run, host, port, deadline);
        run.Address = server;
        var burst = new NtpBurst(server, dialect, run, check.RateLimit ? Spacing : TimeSpan.Zero);
        try
        {
            await burst.RunAsync(
                HowMany(check, run),
                () => holds.TryAskMore(run.Region, held, run.Time, check.RateLimit),
                deadline
            );
        }
        finally
        {
            run.Measure(MeasurementNames.IgnoredReplies, burst.Ignored);
            run.Measure(MeasurementNames.SamplesSent, burst.Sent);
            run.Measure(MeasurementNames.SamplesAnswered, burst.Samples.Count);
        }

        if (burst.Samples.Count > 0)
            return Judge(check, burst.Samples, held, run);

        deadline.ThrowIfCancellationRequested();
        return Judgement.Down(Reason.Timeout, $"None of {burst.Sent} requests was answered.");
    }

    private Judgement Judge(NtpCheck check, IReadOnlyList<NtpSample> samples, DnsEndPoint held, ProbeRun run)
    {
        // A kiss ends a burst, and is what counts of it.
        var best = samples[^1].Reply.Stratum == 0 ? samples[^1] : samples.MinBy(sample => sample.Delay)!;
        run.TimingError = best.TimingError;
        Heed(best.Reply, held, run);
        Measure(run, best);
        var judgement = NtpJudge.Judge(check, best, workerClock, limit => own.IsVouchedForBy(held, limit, run.Time));
        if (judgement.Reason is null or Reason.OffsetExceeded or Reason.WorkerClock)
            own.Note(held, best.Offset, TimeSpan.FromSeconds(best.OffsetMargin), run.Time);

        return judgement;
    }

    /// <summary>As many as the bucket, the interval and the time limit let; the last has a second at least.</summary>
    private static int HowMany(NtpCheck check, ProbeRun run)
    {
        if (!check.RateLimit)
            return check.Samples;

        if (run.Interval < LeastIntervalOfBursts)
            return 1;

        var room = (run.TimeLimit - run.Elapsed - TimeSpan.FromSeconds(1)) / Spacing;
        return Math.Clamp(1 + (int)Math.Floor(room), 1, check.Samples);
    }

    private void Heed(NtpHeader reply, DnsEndPoint held, ProbeRun run)
    {
        if (reply.Stratum != 0)
            return;

        switch (reply.ReferenceId.ToCode())
        {
            case NtpKissCode.Rate:
                var interval = holds.SlowDown(run.Region, held, run.Interval, run.Time);
                run.Evidence.Note($"RATE: asked every {(long)interval.TotalSeconds} s at most from now on");
                break;
            case NtpKissCode.Deny or NtpKissCode.Restrict:
                holds.Stop(run.Region, held, run.Time);
                run.Evidence.Note("not asked again for a day");
                break;
        }
    }

    private static void Measure(ProbeRun run, NtpSample sample)
    {
        var reply = sample.Reply;
        run.Measure(MeasurementNames.Stratum, reply.Stratum);
        run.Measure(MeasurementNames.Leap, (int)reply.Leap);
        if (!sample.HasTimes)
            return;

        run.Measure(MeasurementNames.OffsetSeconds, sample.Offset.TotalSeconds);
        run.Measure(MeasurementNames.OffsetMarginSeconds, sample.OffsetMargin);
        run.Measure(MeasurementNames.DelaySeconds, sample.Delay.TotalSeconds);
        run.Measure(MeasurementNames.RootDelaySeconds, reply.RootDelay.ToTimeSpan().TotalSeconds);
        run.Measure(MeasurementNames.RootDispersionSeconds, reply.RootDispersion.ToTimeSpan().TotalSeconds);
        run.Measure(MeasurementNames.RootDistanceSeconds, reply.RootDistance.TotalSeconds);
        run.Measure(MeasurementNames.PrecisionSeconds, sample.Precision);
    }
}
