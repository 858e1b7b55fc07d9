using System.Globalization;
using System.Net;
using Ringback.ProbeWorker.Probes.Net.Sip.Transport;
using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Holds what a server says of our address against what we know of it (RFC 3581): who is in between.</summary>
internal sealed class SipReflection(SipOrigin origin, IPEndPoint local)
{
    private bool _isKnown;
    private bool _isRewritten;

    /// <summary>Where the server sees us; null before it said so, or where it never does.</summary>
    public IPEndPoint? SeenAt { get; private set; }

    /// <summary>A sentence for the evidence where there is something new to say; null where not.</summary>
    public string? Read(SipResponse response)
    {
        if (response.Vias is not [var via])
            return null;

        if (!_isRewritten && (via.Transport != origin.Token || !IsOurs(via.Host, via.Port)))
        {
            _isRewritten = true;
            return $"our Via came back as {via.Transport} {via.Host}:{via.Port}: something on the way rewrites SIP (an ALG)";
        }

        if (_isKnown || via.RPort is not { } port)
            return null;

        _isKnown = true;
        if (!IPAddress.TryParse((via.Received ?? via.Host).Trim('[', ']'), out var address))
            return null;

        SeenAt = new IPEndPoint(address, port);
        return SeenAt.Equals(local)
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the server sees us at {SeenAt}, we are {local}: addresses are translated on the way (NAT)"
            );
    }

    private bool IsOurs(string host, int? port) =>
        host.Trim('[', ']').Equals(origin.Host, StringComparison.OrdinalIgnoreCase) && port == origin.Port;
}
