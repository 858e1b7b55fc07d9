using System.Net;
using System.Net.Sockets;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Protocols.Rtp;
using Ringback.Protocols.Stun;
using Ringback.Protocols.Turn;

namespace Ringback.ProbeWorker.Probes.Turn;

/// <summary>Binding, allocation, permission, data through the relay and back, release (RFC 8489, RFC 8656).</summary>
/// <remarks>
/// The peer is a second socket of this run; it asks the server for its own reflexive address, and that one is permitted:
/// right on loopback and behind a NAT. It speaks UDP whatever the client does: that is what is relayed. Data that reaches the client but does not come back is <c>one_way_media</c>,
/// data that reaches nobody <c>no_media</c>; loss in part is <c>loss_exceeded</c> where even the lower bound of its
/// 95 % Wilson interval is above 1 %.
/// </remarks>
internal sealed class TurnProbe : IProbe<TurnCheck>
{
    private const double MaxLossRatio = 0.01;

    /// <summary>For datagrams still on their way after the last one was sent.</summary>
    private static readonly TimeSpan StragglerPatience = TimeSpan.FromSeconds(1);

    /// <summary>For a server that is reached by TCP to tell the peer its address over UDP, if it does.</summary>
    private static readonly TimeSpan PeerPatience = TimeSpan.FromSeconds(1);

    /// <summary>What an allocation may outlive its run, if the server heeds it, should no release reach it.</summary>
    private static readonly TimeSpan LifetimeAfterRun = TimeSpan.FromSeconds(30);

    public async Task<Judgement> RunAsync(TurnCheck check, ProbeRun run, CancellationToken deadline)
    {
        var login = check.Credential is { } credential
            ? await TurnLogin.ReadAsync(run.Means.Secrets, credential, deadline)
            : null;
        var server = await run.Means.Resolver.ResolveAsync(run, check.Host, check.Port, deadline);
        run.Address = server;
        var channel = await TurnWay.OpenAsync(check, server, run, deadline);
        return login is null
            ? await BindAloneAsync(channel, run, deadline)
            : await RelayAsync(check, login, channel, server, run, deadline);
    }

    private static async Task<Judgement> BindAloneAsync(
        IMessageChannel channel,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        using (channel)
            await BindAsync(channel, run, new StunTally(run), deadline);
        return Judgement.Up;
    }

    private static async Task<Judgement> RelayAsync(
        TurnCheck check,
        TurnLogin login,
        IMessageChannel channel,
        IPEndPoint server,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        var tally = new StunTally(run);
        using var session = new TurnSession(channel, login, run, tally);
        using var peer = DatagramSocket.ConnectedTo(server);
        var ours = await BindAsync(session.Channel, run, tally, deadline);

        var peerAddress =
            check.Transport == TurnTransport.Udp
                ? await ReflexiveAsync(peer, run, tally, deadline)
                : await TryReflexiveAsync(peer, run, tally, deadline) ?? ours;

        var allocation = await AllocateAsync(session, server.AddressFamily, run, deadline);
        using (run.Phase(PhaseNames.Permission))
            await session.PermitAsync(peerAddress, deadline);

        if (!RelayedAddress.IsPlausible(allocation.Relayed, server))
            throw TurnRefusal.Broken($"The relayed address {allocation.Relayed} is none that a peer can send to.");

        run.Means.Egress.Check(allocation.Relayed.Address);
        peer.Connect(allocation.Relayed);
        var relay = new RelayTest(session.Channel, peer, check.RelayPackets, run.Time);
        using (run.Phase(PhaseNames.Relay))
            await relay.RunAsync(Patience(run), deadline);

        Measure(run, relay, check.RelayPackets);
        using (run.Phase(PhaseNames.Release))
            await session.ReleaseAsync(deadline);

        return Judge(relay, check.RelayPackets, session.IsOpenToAll);
    }

    private static async Task<IPEndPoint> BindAsync(
        IMessageChannel channel,
        ProbeRun run,
        StunTally tally,
        CancellationToken deadline
    )
    {
        using var phase = run.Phase(PhaseNames.Binding);
        var transaction = new StunTransaction(channel, run, tally);
        var reflexive = await BindAsync(transaction, run, deadline);
        run.Measure(MeasurementNames.BindingRttSeconds, transaction.RoundTrip.TotalSeconds);
        run.TimingError = transaction.SendError;
        return reflexive;
    }

    private static Task<IPEndPoint> ReflexiveAsync(
        DatagramSocket peer,
        ProbeRun run,
        StunTally tally,
        CancellationToken deadline
    )
    {
        run.Evidence.Note("the peer asks for its own address");
        return BindAsync(new StunTransaction(peer, run, tally), run, deadline);
    }

    /// <summary>
    /// The same where the client comes by TCP: a NAT may give UDP another address. Where the server says nothing over UDP, as it need not, the
    /// client's address must do: a permission is for an address, whatever the port.
    /// </summary>
    private static async Task<IPEndPoint?> TryReflexiveAsync(
        DatagramSocket peer,
        ProbeRun run,
        StunTally tally,
        CancellationToken deadline
    )
    {
        var quarter = (run.TimeLimit - run.Elapsed) / 4;
        using var patience = new CancellationTokenSource(
            quarter < PeerPatience ? TimeSpan.FromTicks(Math.Max(0, quarter.Ticks)) : PeerPatience,
            run.Time
        );
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, deadline);
        try
        {
            return await ReflexiveAsync(peer, run, tally, either.Token);
        }
        catch (Exception e)
            when (e is SocketException or JudgedException
                || (e is OperationCanceledException && !deadline.IsCancellationRequested)
            )
        {
            run.Evidence.Note("the server does not tell it over UDP: the client's is permitted");
            return null;
        }
    }

    private static async Task<IPEndPoint> BindAsync(
        StunTransaction transaction,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        var response = await transaction.RequestAsync(
            id => new StunMessageWriter(StunMethod.Binding, StunClass.Request, id),
            null,
            deadline
        );
        if (!StunMessage.TryParse(response, out var message) || message.Type.Class != StunClass.Success)
            throw TurnRefusal.Judge(run, message);

        return
            StunUnknownAttributes.In(message).Count == 0
            && message.TryGet(StunAttributeType.XorMappedAddress, out var value)
            && StunAddress.TryParseXor(value, message.TransactionId, out var mapped)
            ? mapped
            : throw TurnRefusal.Incomplete(message);
    }

    private static async Task<TurnAllocation> AllocateAsync(
        TurnSession session,
        AddressFamily family,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        using var phase = run.Phase(PhaseNames.Allocate);
        var started = run.Time.GetTimestamp();
        var allocation = await session.AllocateAsync(
            run.TimeLimit + LifetimeAfterRun,
            family == AddressFamily.InterNetworkV6 ? TurnAddressFamily.IPv6 : null,
            deadline
        );
        run.Measure(MeasurementNames.AllocateSeconds, run.Time.GetElapsedTime(started).TotalSeconds);
        run.Measure(MeasurementNames.LifetimeSeconds, allocation.Lifetime.TotalSeconds);
        return allocation;
    }

    private static TimeSpan Patience(ProbeRun run)
    {
        var half = (run.TimeLimit - run.Elapsed) / 2;
        return half < StragglerPatience ? TimeSpan.FromTicks(Math.Max(0, half.Ticks)) : StragglerPatience;
    }

    private static void Measure(ProbeRun run, RelayTest relay, int sent)
    {
        run.Measure(MeasurementNames.RelayLossRatio, 1 - ((double)relay.Returned / sent));
        if (relay.SendError > run.TimingError)
            run.TimingError = relay.SendError;

        if (relay.RoundTrips is { Count: > 0 } trips)
            run.Measure(MeasurementNames.RelayRttSeconds, trips.Average(trip => trip.TotalSeconds));
    }

    private static Judgement Judge(RelayTest relay, int sent, bool isOpenToAll)
    {
        var lost = sent - relay.Returned;
        if (relay.Returned == 0)
        {
            return relay.Arrived == 0
                ? Judgement.Down(Reason.NoMedia, $"None of {sent} datagrams came through the relay.")
                : Judgement.Down(
                    Reason.OneWayMedia,
                    $"{relay.Arrived} of {sent} datagrams came through the relay to the client, none back to the peer."
                );
        }

        if (WilsonInterval.Of(lost, sent).Lower > MaxLossRatio)
            return Judgement.Degraded(Reason.LossExceeded, $"{lost} of {sent} datagrams were lost in the relay.");

        return isOpenToAll
            ? Judgement.Degraded(Reason.AssertionFailed, "The server relays without asking for credentials.")
            : Judgement.Up;
    }
}
