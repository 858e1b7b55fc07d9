using System.Net;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Net.Sip;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What both ways to call have in common: sockets, setting up, hanging up, and which ports were taken.</summary>
internal sealed record CallMeans(RtpCheck Check, ProbeRun Run, PacedSender Sender, PortWalk Ports)
{
    /// <summary>At the next ports of the target's range, or anywhere.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">None is free.</exception>
    public MediaSockets OpenSockets(IPAddress local) =>
        Check.Ports is { } range
            ? MediaSockets.Open(local, Ports.Next(Run.Region, Run.Target, range))
            : MediaSockets.Open(local);

    /// <summary>Where an answered session sends our media.</summary>
    /// <param name="portName">The measurement that tells its port.</param>
    /// <exception cref="JudgedException">Nowhere that can be sent to, or to ourselves.</exception>
    public async Task<IPEndPoint> ConnectAsync(
        MediaSockets sockets,
        IReadOnlyList<MediaSockets> all,
        MediaAgreement agreed,
        SipUserAgent agent,
        CancellationToken deadline,
        string portName = MeasurementNames.RemotePort
    )
    {
        var local = sockets.Media.LocalEndPoint;
        var remote = await MediaAddress.FindAsync(agreed.Stream, Run, local.AddressFamily, deadline);
        Run.Measure(portName, remote.Port);
        var server = (Run.Address as IPEndPoint)?.Address;
        var ours = all.Select(each => each.Media.LocalEndPoint).ToList();
        if (!Check.DirectMedia && MediaBypass.Find(remote, ours, agent.SeenAt?.Address, server) is { } bypass)
            throw new JudgedException(bypass);

        sockets.Connect(remote, agreed.Stream.RtcpPort);
        return remote;
    }

    /// <summary>Ends what the media has to say; a worker that spoilt its own sample says nothing of ports.</summary>
    /// <param name="called">The end that was called, where that is ours too.</param>
    public Judgement Conclude(
        Judgement judgement,
        IPEndPoint local,
        IPEndPoint remote,
        (IPEndPoint Local, IPEndPoint Remote)? called = null
    )
    {
        Run.Evidence.Note($"media from port {local.Port} to {remote}");
        Run.Measure(MeasurementNames.LocalPort, local.Port);
        if (called is { } end)
        {
            Run.Evidence.Note($"media of the account called from port {end.Local.Port} to {end.Remote}");
            Run.Measure(MeasurementNames.CalleeLocalPort, end.Local.Port);
        }

        if (judgement.Outcome == Outcome.Unknown)
            return judgement;

        var hadMedia = judgement.Reason is not (Reason.NoMedia or Reason.OneWayMedia or Reason.MediaStopped);
        if (Check.Ports is { } range)
            Walked(range, called is null ? [local] : [local, called.Value.Local], hadMedia);

        if (hadMedia)
            return judgement;

        var ports = FormattableString.Invariant($"Ports: local {local.Port}, remote {remote.Port}");
        var theirs = called is null
            ? ""
            : FormattableString.Invariant(
                $"; called: local {called.Value.Local.Port}, remote {called.Value.Remote.Port}"
            );
        return judgement with { Detail = $"{judgement.Detail} {ports}{theirs}." };
    }

    /// <returns>Null where the call ended as it should.</returns>
    public async Task<Judgement?> HangUpAsync(SipCall call, CancellationToken deadline)
    {
        using var phase = Run.Phase(PhaseNames.Teardown);
        return await call.ByeAsync(deadline) is { Response: { IsSuccess: false } response }
            ? Judgement.Degraded(Reason.UnexpectedStatus, $"BYE was answered {response.Status} {response.Reason}.")
            : null;
    }

    private void Walked(PortRange range, IReadOnlyList<IPEndPoint> taken, bool hadMedia)
    {
        var coverage = default(PortWalk.Coverage);
        foreach (var end in taken)
            coverage = Ports.Note(Run.Region, Run.Target, range, end.Port, hadMedia);

        Run.Measure(MeasurementNames.PortsSeenRatio, coverage.SeenRatio);
        Run.Measure(MeasurementNames.PortsFailed, coverage.Failed);
    }
}
