using System.Net;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sdp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What both ways to call have in common: sockets, setting up, hanging up, and which ports were taken.</summary>
internal sealed record CallMeans(RtpCheck Check, ProbeRun Run, PacedSender Sender, PortWalk Ports)
{
    /// <summary>At the next ports of the target's range, or anywhere.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">None is free.</exception>
    public CallEnd Open(SipUserAgent agent)
    {
        var media = new List<MediaEnd>();
        try
        {
            foreach (var medium in CallMedium.Of(Check))
                media.Add(new MediaEnd(medium, OpenSockets(agent.Local.Address, medium.CodePoint)));

            return new CallEnd(agent, media);
        }
        catch
        {
            media.ForEach(each => each.Sockets.Dispose());
            throw;
        }
    }

    /// <summary>Has each medium that was agreed on sent where the peer wants it.</summary>
    /// <param name="all">Ends of the call that are ours: what is sent to one of them goes past the PBX.</param>
    /// <param name="portName">The measurement that tells the peer's port.</param>
    /// <returns>The same lines, each with where it goes or why it goes nowhere.</returns>
    public async Task<IReadOnlyList<MediaLine>> ConnectAsync(
        IReadOnlyList<MediaLine> lines,
        CallEnd end,
        IReadOnlyList<CallEnd> all,
        CancellationToken deadline,
        string portName = MeasurementNames.RemotePort
    )
    {
        var connected = new List<MediaLine>();
        foreach (var line in lines)
        {
            try
            {
                connected.Add(
                    line.Stream is { } stream
                        ? line with
                        {
                            Remote = await ConnectAsync(line.End, stream, end, all, portName, deadline),
                        }
                        : line
                );
            }
            catch (JudgedException e)
            {
                connected.Add(new MediaLine(line.End) { Fault = e.Judgement });
            }
        }

        return connected;
    }

    /// <summary>Lets all media of a call go both ways until they are over, or the peer hangs up.</summary>
    /// <param name="talk">Of one medium, until the token ends it: what was seen of each direction.</param>
    /// <param name="measure">What that says.</param>
    /// <param name="hungUp">Completes when the call is ended by anybody but us.</param>
    public async Task<Judgement> TalkAsync(
        IReadOnlyList<MediaPath> paths,
        Func<MediaPath, CancellationToken, Task<IReadOnlyList<MediaRecord>>> talk,
        Func<CallMedium, IReadOnlyList<MediaRecord>, MediumVerdict> measure,
        Task<SipCallEnd> hungUp,
        CancellationToken deadline
    )
    {
        var open = paths.Where(path => path.Fault is null).ToList();
        if (open.Count == 0)
            return Conclude(Verdicts(path => throw new ArgumentException($"{path} has no fault.")));

        using var phase = Run.Phase(PhaseNames.Media);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var talking = Task.WhenAll(open.Select(path => talk(path, over.Token)));
        if (await Task.WhenAny(talking, hungUp) == hungUp)
        {
            await over.CancelAsync();
            await ((Task)talking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            deadline.ThrowIfCancellationRequested();
            var judgement = CallJudge.OfHangUp(await hungUp);
            return Conclude(Verdicts(path => new MediumVerdict(path.Medium, judgement)));
        }

        var records = await talking;
        return Conclude(Verdicts(path => measure(path.Medium, records[open.IndexOf(path)])));

        List<MediumVerdict> Verdicts(Func<MediaPath, MediumVerdict> ofOpen) =>
            [
                .. paths.Select(path =>
                    path.Fault is { } fault
                        ? new MediumVerdict(path.Medium, fault)
                        : ofOpen(path) with
                        {
                            Ends = [.. path.Lines.Select(line => (line.End.Local, line.Remote!))],
                        }
                ),
            ];
    }

    /// <returns>Null where the call ended as it should.</returns>
    public async Task<Judgement?> HangUpAsync(SipCall call, CancellationToken deadline)
    {
        using var phase = Run.Phase(PhaseNames.Teardown);
        return await call.ByeAsync(deadline) is { Response: { IsSuccess: false } response }
            ? Judgement.Degraded(Reason.UnexpectedStatus, $"BYE was answered {response.Status} {response.Reason}.")
            : null;
    }

    private MediaSockets OpenSockets(IPAddress local, int codePoint) =>
        Check.Ports is { } range
            ? MediaSockets.Open(local, Ports.Next(Run.Region, Run.Target, range), codePoint)
            : MediaSockets.Open(local, codePoint);

    /// <exception cref="JudgedException">Nowhere that can be sent to, or to ourselves.</exception>
    private async Task<IPEndPoint> ConnectAsync(
        MediaEnd media,
        SdpNegotiatedStream stream,
        CallEnd end,
        IReadOnlyList<CallEnd> all,
        string portName,
        CancellationToken deadline
    )
    {
        var remote = await MediaAddress.FindAsync(stream, Run, media.Local.AddressFamily, deadline);
        Run.Measure(media.Medium.Named(portName), remote.Port);
        var server = (Run.Address as IPEndPoint)?.Address;
        var ours = all.SelectMany(each => each.Media).Select(each => each.Local).ToList();
        if (!Check.DirectMedia && MediaBypass.Find(remote, ours, end.Agent.SeenAt?.Address, server) is { } bypass)
            throw new JudgedException(bypass);

        media.Sockets.Connect(remote, stream.RtcpPort);
        return remote;
    }

    /// <summary>Ends what the media have to say; a worker that spoilt its own sample says nothing of ports.</summary>
    private Judgement Conclude(IReadOnlyList<MediumVerdict> verdicts)
    {
        foreach (var verdict in verdicts)
            NoteEnds(verdict);

        Run.Measure(MeasurementNames.Conforming, verdicts.All(verdict => verdict.Conforms) ? 1 : 0);
        if (MediumVerdict.SkewOf(verdicts) is { } skew)
            Run.Measure(MeasurementNames.AudioVideoSkewSeconds, skew);
        if (MediumVerdict.LipSyncOf(verdicts) is { } lipSync)
            Run.Measure(MeasurementNames.LipSyncSeconds, lipSync);

        var judgement = MediumVerdict.OfCall(verdicts);
        if (judgement.Outcome == Outcome.Unknown)
            return judgement;

        var wentOut = verdicts.Where(verdict => verdict.Ends.Count > 0).ToList();
        foreach (var verdict in wentOut)
        {
            Run.Measure(verdict.Medium.Named(MeasurementNames.MediaHeld), verdict.Held ? 1 : 0);
            if (Check.Ports is { } range)
                Walked(range, verdict);
        }

        var failed = wentOut.Where(verdict => !verdict.Held).Select(PortsOf).ToList();
        return failed.Count == 0
            ? judgement
            : judgement with
            {
                Detail = $"{judgement.Detail} Ports: {string.Join("; ", failed)}.",
            };
    }

    private void NoteEnds(MediumVerdict verdict)
    {
        string[] names = [MeasurementNames.LocalPort, MeasurementNames.CalleeLocalPort];
        string[] whose = ["", " of the account called"];
        foreach (var (place, (local, remote)) in verdict.Ends.Index())
        {
            Run.Evidence.Note($"{verdict.Medium.Kind}{whose[place]} from port {local.Port} to {remote}");
            Run.Measure(verdict.Medium.Named(names[place]), local.Port);
        }
    }

    private static string PortsOf(MediumVerdict verdict) =>
        string.Join(
            "; called: ",
            verdict.Ends.Select(end => FormattableString.Invariant($"local {end.Local.Port}, remote {end.Remote.Port}"))
        );

    private void Walked(PortRange range, MediumVerdict verdict)
    {
        var coverage = default(PortWalk.Coverage);
        foreach (var (local, _) in verdict.Ends)
            coverage = Ports.Note(Run.Region, Run.Target, range, local.Port, verdict.Held);

        Run.Measure(MeasurementNames.PortsSeenRatio, coverage.SeenRatio);
        Run.Measure(MeasurementNames.PortsFailed, coverage.Failed);
    }
}
