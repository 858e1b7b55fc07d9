using System.Diagnostics.CodeAnalysis;
using System.Text;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.Protocols.Sip;

/// <summary>A request or a response: immutable, read off the wire or made to be sent.</summary>
/// <remarks>
/// Whoever holds one knows: it is framed, and each Via, From, To, Call-ID and CSeq in it keeps its grammar. Whether the
/// needed ones are there, and once only, is for <see cref="SipMessageRules"/> to say.
/// </remarks>
public abstract class SipMessage
{
    /// <summary>A message with more header fields than this is refused.</summary>
    public const int MaxHeaders = 512;

    /// <summary>Of a message: the most that a UDP datagram carries.</summary>
    public const int MaxSize = 65_535;

    private protected SipMessage(IEnumerable<SipHeader> headers, ReadOnlyMemory<byte> body)
    {
        Headers = [.. headers];
        Body = body;
        if (Headers.Any(h => h.Is(SipHeaderNames.ContentLength)))
            throw new ArgumentException("Content-Length is counted, never given.", nameof(headers));
    }

    /// <summary>In their order on the wire, without Content-Length.</summary>
    public IReadOnlyList<SipHeader> Headers { get; }

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Request or status line, without its line end.</summary>
    public abstract string StartLine { get; }

    /// <summary>From the last hop to the first; empty where absent.</summary>
    public IReadOnlyList<SipVia> Vias => field ??= ReadAll<SipVia>(SipHeaderNames.Via, SipVia.TryTake);

    public SipAddress? From => field ??= ReadFirstAddress(SipHeaderNames.From);

    public SipAddress? To => field ??= ReadFirstAddress(SipHeaderNames.To);

    public string? CallId => First(SipHeaderNames.CallId);

    public SipCSeq? CSeq =>
        field ??= First(SipHeaderNames.CSeq) is { } value && SipCSeq.TryParse(value, out var cseq) ? cseq : null;

    /// <returns>The value of the first header of that name; null where there is none.</returns>
    public string? First(string name) => Headers.FirstOrDefault(h => h.Is(name))?.Value;

    public IEnumerable<string> All(string name) => Headers.Where(h => h.Is(name)).Select(h => h.Value);

    /// <summary>Reads a header that lists addresses: Contact, Route, Record-Route. A <c>*</c> is no address.</summary>
    /// <returns>False where one of them breaks the grammar; none at all is an empty list.</returns>
    public bool TryReadAddresses(string name, out IReadOnlyList<SipAddress> addresses) =>
        SipList.TryParse<SipAddress>(All(name), SipAddress.TryTake, out addresses);

    /// <summary>Reads one message that fills a datagram; what follows the body is dropped (RFC 3261 §18.3).</summary>
    /// <returns>False for anything that is no SIP message. Never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> datagram, [NotNullWhen(true)] out SipMessage? message) =>
        TryParse(datagram, out message, out _);

    /// <param name="fault">Why it is none.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> datagram,
        [NotNullWhen(true)] out SipMessage? message,
        out SipFault fault
    ) => SipMessageParser.TryParse(datagram, out message, out fault);

    /// <summary>The message on the wire, with its Content-Length.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder(512).Append(StartLine).Append("\r\n");
        foreach (var header in Headers)
            text.Append(header.Name).Append(": ").Append(header.Value).Append("\r\n");

        text.Append(SipHeaderNames.ContentLength).Append(": ").Append(Body.Length).Append("\r\n\r\n");
        return [.. Encoding.UTF8.GetBytes(text.ToString()), .. Body.Span];
    }

    public override string ToString() => StartLine;

    private IReadOnlyList<T> ReadAll<T>(string name, SipList.TryTake<T> tryTake)
        where T : class => SipList.TryParse(All(name), tryTake, out var list) ? list : [];

    private SipAddress? ReadFirstAddress(string name) =>
        First(name) is { } value && SipAddress.TryParse(value, out var address) ? address : null;
}
