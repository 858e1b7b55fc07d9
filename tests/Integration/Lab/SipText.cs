namespace Ringback.Tests.Integration.Lab;

/// <summary>Requests written out by hand, without the product's own codec.</summary>
internal sealed class SipText(UdpPeer peer, string domain, string call)
{
    private readonly string _tag = call[..8];

    public string Request(
        string method,
        string uri,
        int sequence,
        string more = "",
        string body = "",
        string to = ""
    ) =>
        $"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {peer.Local};rport;branch=z9hG4bK{call}{sequence}{method}\r\n"
        + $"Max-Forwards: 70\r\nFrom: <sip:alice@{domain}>;tag={_tag}\r\nTo: {(to.Length > 0 ? to : $"<sip:alice@{domain}>")}\r\n"
        + $"Call-ID: {call}\r\nCSeq: {sequence} {method}\r\nContact: <sip:alice@{peer.Local}>\r\n{more}"
        + $"Content-Length: {body.Length}\r\n\r\n{body}";

    public static string Header(string message, string name) =>
        message
            .Split("\r\n")
            .First(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..]
            .Trim();
}
