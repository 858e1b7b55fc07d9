using System.Net;
using System.Net.Sockets;

namespace Ringback.ProbeWorker.Probes.Turn;

/// <summary>The address at the relay that a server names. It is the server's word, and this worker will send there.</summary>
internal static class RelayedAddress
{
    private const byte FirstMulticast = 224;

    /// <returns>
    /// <see langword="false"/> for another family than the server's, no port, no unicast address, and for this machine's
    /// own loopback unless the server is there itself.
    /// </returns>
    public static bool IsPlausible(IPEndPoint relayed, IPEndPoint server) =>
        relayed.AddressFamily == server.AddressFamily
        && relayed.Port != 0
        && IsUnicast(relayed.Address)
        && (!IPAddress.IsLoopback(relayed.Address) || IPAddress.IsLoopback(server.Address));

    private static bool IsUnicast(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork
            ? address.GetAddressBytes()[0] is > 0 and < FirstMulticast
            : !address.IsIPv6Multicast && !address.IsIPv4MappedToIPv6 && !address.Equals(IPAddress.IPv6Any);
}
