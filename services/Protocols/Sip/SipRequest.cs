namespace Ringback.Protocols.Sip;

public sealed class SipRequest : SipMessage
{
    /// <param name="headers">All but Content-Length, in the order in which they are to be sent.</param>
    /// <exception cref="ArgumentException">The method is no token, or Content-Length is among the headers.</exception>
    public SipRequest(string method, SipUri uri, IEnumerable<SipHeader> headers, ReadOnlyMemory<byte> body = default)
        : base(headers, body)
    {
        if (!SipChars.IsToken(method))
            throw new ArgumentException($"'{method}' is no method.", nameof(method));

        Method = method;
        Uri = uri;
    }

    /// <summary>One of <see cref="SipMethods"/> or any other token; compared with case (RFC 3261 §7.1).</summary>
    public string Method { get; }

    /// <summary>The Request-URI.</summary>
    public SipUri Uri { get; }

    public override string StartLine => $"{Method} {Uri} SIP/2.0";

    /// <summary>The same with one header added behind the others.</summary>
    public SipRequest With(string name, string value) => new(Method, Uri, [.. Headers, new(name, value)], Body);

    /// <summary>The same without the headers of that name.</summary>
    public SipRequest Without(string name) => new(Method, Uri, Headers.Where(h => !h.Is(name)), Body);

    /// <summary>The same with each header of that name gone and one put in place of the first, or at the end.</summary>
    public SipRequest Replace(string name, string value)
    {
        var headers = new List<SipHeader>(Headers);
        var at = headers.FindIndex(h => h.Is(name));
        headers.RemoveAll(h => h.Is(name));
        headers.Insert(at < 0 ? headers.Count : at, new(name, value));
        return new(Method, Uri, headers, Body);
    }
}
