using System.Net;
using System.Security.Cryptography;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Protocols.Ntp;

namespace Ringback.ProbeWorker.Probes.Ntp;

/// <summary>Asks once for the time and judges the answer (RFC 5905, client mode).</summary>
/// <remarks>
/// From a fresh random port, with a random transmit timestamp; whatever does not give it back is ignored and counted,
/// and the wait goes on. One request a run, never sent again: a retry would hide from the server's rate limit.
/// </remarks>
/// <param name="holds">Shared by all runs of the worker.</param>
/// <param name="workerClock">Normally <see cref="WorkerClock.Read"/>; asked only where it decides.</param>
internal sealed class NtpProbe(NtpHolds holds, Func<WorkerClock> workerClock) : IProbe<NtpCheck>
{
    public async Task<Judgement> RunAsync(NtpCheck check, ProbeRun run, CancellationToken deadline)
    {
        var server = await run.Means.Resolver.ResolveAsync(run, check.Host, check.Port, deadline);
        run.Address = server;
        if (holds.TryAsk(run.Region, server, run.Time) is { } left)
        {
            return Judgement.Unknown(
                Reason.RateHeld,
                $"The server asked us to ask less: not asked again for another {(long)Math.Ceiling(left.TotalSeconds)} s."
            );
        }

        var sample = await AskAsync(server, run, deadline);
        Heed(sample.Reply, server, run);
        Measure(run, sample);
        return NtpJudge.Judge(check, sample, workerClock);
    }

    private static async Task<NtpSample> AskAsync(IPEndPoint server, ProbeRun run, CancellationToken deadline)
    {
        using var phase = run.Phase(PhaseNames.Exchange);
        using var socket = DatagramSocket.ConnectedTo(server);
        var request = new NtpRequest(NewNonce());
        var exchange = new DatagramExchange(socket, run.Time);
        run.Evidence.Sent("request, version 4, mode 3");
        try
        {
            var running = exchange.RunAsync<(NtpHeader Reply, RealtimeStamp Seen)>(
                request.ToBytes(),
                [],
                IsReply,
                deadline
            );
            var handedOver = RealtimeStamp.Now;
            var answer = await running;
            run.TimingError = handedOver - exchange.SentAt[0]; // the request left in between
            var reply = answer.Value.Reply;
            run.Evidence.Received(NtpText.Describe(reply));
            return new NtpSample(
                reply,
                new NtpExchange(
                    At(exchange.SentAt[0]),
                    reply.Receive,
                    reply.Transmit,
                    At(answer.Datagram.ReceivedAt ?? answer.Value.Seen)
                )
            );
        }
        finally
        {
            run.Measure(MeasurementNames.IgnoredReplies, exchange.Ignored);
        }

        bool IsReply(ReadOnlySpan<byte> datagram, out (NtpHeader, RealtimeStamp) answer)
        {
            var seen = RealtimeStamp.Now;
            var isReply = request.TryReadReply(datagram, out var reply);
            if (!isReply)
                run.Evidence.Note($"ignored, it does not answer our request: {NtpText.Describe(datagram)}");

            answer = (reply, seen);
            return isReply;
        }
    }

    private void Heed(NtpHeader reply, IPEndPoint server, ProbeRun run)
    {
        if (reply.Stratum != 0)
            return;

        switch (reply.ReferenceId.ToCode())
        {
            case NtpKissCode.Rate:
                var interval = holds.SlowDown(run.Region, server, run.Time);
                run.Evidence.Note($"RATE: asked every {(long)interval.TotalSeconds} s at most from now on");
                break;
            case NtpKissCode.Deny or NtpKissCode.Restrict:
                holds.Stop(run.Region, server, run.Time);
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

    private static NtpTimestamp NewNonce()
    {
        Span<byte> nonce = stackalloc byte[NtpTimestamp.Size];
        NtpTimestamp timestamp;
        do
        {
            RandomNumberGenerator.Fill(nonce);
        } while (!NtpTimestamp.TryParse(nonce, out timestamp) || timestamp == NtpTimestamp.None);

        return timestamp;
    }

    private static NtpTimestamp At(RealtimeStamp stamp) => NtpTimestamp.FromUnixNanoseconds(stamp.Nanoseconds);
}
