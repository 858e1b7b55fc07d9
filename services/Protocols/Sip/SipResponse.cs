namespace Ringback.Protocols.Sip;

public sealed class SipResponse : SipMessage
{
    /// <param name="headers">All but Content-Length, in the order in which they are to be sent.</param>
    /// <exception cref="ArgumentException">No status or phrase of a status line, or Content-Length among the headers.</exception>
    public SipResponse(int status, string reason, IEnumerable<SipHeader> headers, ReadOnlyMemory<byte> body = default)
        : base(headers, body)
    {
        if (status is < 100 or > 699)
            throw new ArgumentOutOfRangeException(nameof(status), status, "A status code is 100 to 699.");

        if (!SipChars.IsLineText(reason))
            throw new ArgumentException("A reason phrase is one line.", nameof(reason));

        Status = status;
        Reason = reason;
    }

    /// <summary>100 to 699.</summary>
    public int Status { get; }

    /// <summary>For people only; may be empty.</summary>
    public string Reason { get; }

    public bool IsProvisional => Status < 200;

    public bool IsSuccess => Status is >= 200 and < 300;

    public override string StartLine => $"SIP/2.0 {Status} {Reason}";

    /// <summary>An answer to a request, with what it must copy from it (RFC 3261 §8.2.6.2).</summary>
    /// <param name="toTag">Of our end; left out where the request's To has a tag already. Null for none, as in a 100.</param>
    public static SipResponse Answering(
        SipRequest request,
        int status,
        string reason,
        string? toTag,
        IEnumerable<SipHeader>? more = null,
        ReadOnlyMemory<byte> body = default
    )
    {
        var headers = new List<SipHeader>();
        foreach (var header in request.Headers)
        {
            if (header.Is(SipHeaderNames.To) && toTag is not null && request.To is { Tag: null } to)
                headers.Add(new(header.Name, (to with { Parameters = to.Parameters.With("tag", toTag) }).ToString()));
            else if (IsCopied(header) || (status < 300 && header.Is(SipHeaderNames.RecordRoute)))
                headers.Add(header);
        }

        headers.AddRange(more ?? []);
        return new(status, reason, headers, body);
    }

    private static bool IsCopied(SipHeader header) =>
        header.Is(SipHeaderNames.Via)
        || header.Is(SipHeaderNames.From)
        || header.Is(SipHeaderNames.To)
        || header.Is(SipHeaderNames.CallId)
        || header.Is(SipHeaderNames.CSeq);
}
