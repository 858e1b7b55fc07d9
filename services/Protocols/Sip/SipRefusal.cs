using System.Diagnostics.CodeAnalysis;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.Protocols.Sip;

/// <summary>What a server says to a request that cannot be read (RFC 3261 §8.2 and §21; RFC 4475 §3.1.2): that it cannot.</summary>
/// <remarks>
/// Nobody answers an ACK, a response, what is no text, or what has no Via to answer by. What the answer copies is copied as
/// it stands, faults and all, for the peer knows its own words; so the answer is hardly longer than the request.
/// </remarks>
public static class SipRefusal
{
    /// <summary>A request that came further than Max-Forwards usually lets it is nobody's.</summary>
    private const int MostVias = 70;

    private static readonly string[] CopiedOnce =
    [
        SipHeaderNames.From,
        SipHeaderNames.To,
        SipHeaderNames.CallId,
        SipHeaderNames.CSeq,
    ];

    /// <param name="message">What the parser refused.</param>
    /// <param name="fault">Why.</param>
    /// <param name="toTag">Of our end; left out where the request's To has a tag already, or is the part that cannot be read.</param>
    /// <returns>False for what is not to be answered. Never throws.</returns>
    public static bool TryAnswer(
        ReadOnlySpan<byte> message,
        SipFault fault,
        string toTag,
        [NotNullWhen(true)] out SipResponse? answer
    )
    {
        answer = null;
        var lines = SipMessageParser.HeadOf(message);
        if (fault.Kind == SipFaultKind.NotUtf8 || !IsAnswerable(lines[0]))
            return false;

        var copied = new List<SipHeader>();
        var vias = 0;
        foreach (var line in SipMessageParser.Unfold(lines))
        {
            if (!SipMessageParser.TryCut(line, out var header))
                continue;

            if (header.Is(SipHeaderNames.Via) && ++vias > MostVias)
                return false;

            if (header.Is(SipHeaderNames.Via) || (IsCopiedOnce(header) && !copied.Exists(h => h.Is(header.Name))))
                copied.Add(header.Is(SipHeaderNames.To) ? Tagged(header, toTag) : header);
        }

        if (vias == 0)
            return false;

        var (status, reason) = fault.Kind switch
        {
            SipFaultKind.Version => (505, "Version Not Supported"),
            SipFaultKind.TooLarge => (513, "Message Too Large"),
            _ => (400, $"Bad Request: {fault}"),
        };
        answer = new(status, reason, copied);
        return true;
    }

    /// <summary>Whether it begins a request, however it is spaced; who sends an ACK waits for nothing.</summary>
    private static bool IsAnswerable(string startLine)
    {
        var words = startLine.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 3
            && SipChars.IsToken(words[0])
            && words[0] != SipMethods.Ack
            && words[^1].StartsWith("SIP/", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsCopiedOnce(SipHeader header) => CopiedOnce.Any(header.Is);

    private static SipHeader Tagged(SipHeader to, string tag) =>
        SipAddress.TryParse(to.Value, out var address) && address.Tag is null
            ? new(to.Name, (address with { Parameters = address.Parameters.With("tag", tag) }).ToString())
            : to;
}
