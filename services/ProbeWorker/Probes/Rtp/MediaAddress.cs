using System.Net;
using System.Net.Sockets;
using Ringback.Model.Results;
using Ringback.Protocols.Sdp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What an answered session means for our socket and our packets. All of it was chosen by the peer.</summary>
internal static class MediaAddress
{
    private static readonly TimeSpan ShortestPacket = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPacket = TimeSpan.FromMilliseconds(60);

    /// <summary>Where to send: one host that can be reached from the socket.</summary>
    /// <exception cref="JudgedException">The answer names another kind of address, or a name without one.</exception>
    public static async Task<IPEndPoint> FindAsync(
        SdpNegotiatedStream audio,
        ProbeRun run,
        AddressFamily family,
        CancellationToken deadline
    )
    {
        IReadOnlyList<IPAddress> addresses = audio.Connection.Address is { } literal
            ? run.Means.Egress.Choose($"{literal}", [literal], run)
            : await run.Means.Resolver.ResolveAsync(run, audio.Connection.Host, deadline);
        if (addresses.FirstOrDefault(address => address.AddressFamily == family && IsOneHost(address)) is { } address)
        {
            run.Evidence.Note($"media with {address} port {audio.Port}");
            return new IPEndPoint(address, audio.Port);
        }

        throw new JudgedException(
            Judgement.Down(
                Reason.ProtocolError,
                $"The call was answered with a media address that cannot be sent to: {audio.Connection.Host}."
            )
        );
    }

    /// <summary>The peer's wish, as long as it is a sensible one: frames of 10 ms, at most six.</summary>
    public static TimeSpan PacketTimeOf(SdpNegotiatedStream stream, TimeSpan offered) =>
        stream.PacketTime is { } wanted
        && wanted >= ShortestPacket
        && wanted <= LongestPacket
        && wanted.Ticks % ShortestPacket.Ticks == 0
            ? wanted
            : offered;

    private static bool IsOneHost(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork
            ? address.GetAddressBytes() is [> 0 and < 224, ..]
            : !address.IsIPv6Multicast && !address.Equals(IPAddress.IPv6Any);
}
