using System.Net;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.ProbeWorker.Probes.Net.Sip.Transport;

/// <summary>How we name ourselves over one transport: in Via where answers go, in Contact where requests go.</summary>
/// <param name="Token">Of Via: UDP, TCP, TLS, WS or WSS (RFC 3261 §7.1, RFC 7118 §5).</param>
/// <param name="Host">Our address; over a WebSocket, where nobody can call back, a random name that is never resolved.</param>
/// <param name="Port">Null over a WebSocket.</param>
internal sealed record SipOrigin(string Token, string Host, int? Port)
{
    public static SipOrigin Of(string token, IPEndPoint local) => new(token, local.Address.ToString(), local.Port);

    public static SipOrigin OfWebSocket(string token) => new(token, $"{SipIdentifiers.Tag()}.invalid", null);

    /// <summary>With a fresh branch.</summary>
    public SipVia Via() => SipVia.Create(Token, Host, Port, SipIdentifiers.Branch());

    public SipUri Contact(string user) => Over(SipUri.Create(user, Host, Port));

    /// <summary>The URI with the transport that it is to be reached over; without one it is UDP.</summary>
    public SipUri Over(SipUri uri) =>
        Token switch
        {
            "UDP" => uri,
            "TCP" => uri.WithParameter("transport", "tcp"),
            "TLS" => uri.WithParameter("transport", "tls"),
            _ => uri.WithParameter("transport", "ws"),
        };
}
