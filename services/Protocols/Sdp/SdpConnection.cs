using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Ringback.Protocols.Sdp;

/// <summary>Where media is to be sent: the address of a <c>c=</c> line (RFC 8866 §5.7).</summary>
/// <param name="Host">An address or a name, without the TTL of a multicast address.</param>
public sealed record SdpConnection(bool IsIPv6, string Host)
{
    /// <summary>Null where <see cref="Host"/> is a name.</summary>
    public IPAddress? Address => IPAddress.TryParse(Host, out var address) ? address : null;

    /// <summary>The old way to hold a call: nothing may be sent (RFC 3264 §8.4).</summary>
    public bool IsHold =>
        Address is { } address && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    public static SdpConnection Of(IPAddress address) =>
        new(address.AddressFamily == AddressFamily.InterNetworkV6, address.ToString());

    /// <param name="value">What follows <c>c=</c>, or the last three words of <c>o=</c>.</param>
    internal static bool TryParse(string value, [NotNullWhen(true)] out SdpConnection? connection)
    {
        connection = null;
        if (value.Split(' ') is not ["IN", ("IP4" or "IP6") and var type, { Length: > 0 } written])
            return false;

        var host = written.Split('/')[0];
        var isIPv6 = type == "IP6";
        var family = isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        if (host.Contains('%', StringComparison.Ordinal) || !IsHost(host, family))
            return false;

        connection = new(isIPv6, host);
        return true;
    }

    public override string ToString() => $"IN {(IsIPv6 ? "IP6" : "IP4")} {Host}";

    private static bool IsHost(string host, AddressFamily family) =>
        IPAddress.TryParse(host, out var address)
            ? address.AddressFamily == family
            : host.Length is > 0 and <= 255 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');
}
