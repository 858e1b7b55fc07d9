using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ringback.Protocols.Sip;

/// <summary>A URI as it stands in a start line or header: sip and sips in their parts, any other scheme as one text.</summary>
/// <remarks>RFC 3261 §19.1 and §25.1. Parts keep their escapes, so that a URI is written as it was read.</remarks>
public sealed record SipUri
{
    private SipUri() { }

    /// <summary>In lower case, such as <c>sip</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary>With its escapes; null where there is none.</summary>
    public string? User { get; private init; }

    /// <summary>With its escapes; null where there is none.</summary>
    public string? Password { get; private init; }

    /// <summary>A name or address, an IPv6 address in brackets; empty for another scheme than sip and sips.</summary>
    public string Host { get; private init; } = "";

    public int? Port { get; private init; }

    public SipParameters Parameters { get; private init; } = SipParameters.None;

    /// <summary>What follows the question mark, with its escapes; null where there is none.</summary>
    public string? Headers { get; private init; }

    /// <summary>What follows the colon of another scheme than sip and sips.</summary>
    public string? Opaque { get; private init; }

    public bool IsSip => Opaque is null;

    /// <summary>Whether a proxy of this URI routes loosely (RFC 3261 §16.12.1).</summary>
    public bool IsLooseRouter => Parameters.Has("lr");

    /// <param name="user">Any text: what a URI cannot hold as it is, gets escaped. Null for none.</param>
    /// <param name="host">A name or address; brackets are added to an IPv6 address.</param>
    /// <exception cref="ArgumentException">No host or port of a URI.</exception>
    public static SipUri Create(string? user, string host, int? port = null)
    {
        var cursor = new SipCursor(SipHost.Format(host));
        if (!SipHost.TryTake(ref cursor, out var written) || !cursor.AtEnd || port is <= 0 or > 65_535)
            throw new ArgumentException($"'{host}' and port {port} are no host and port of a SIP URI.", nameof(host));

        return new()
        {
            Scheme = "sip",
            User = string.IsNullOrEmpty(user) ? null : Escape(user),
            Host = written,
            Port = port,
        };
    }

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SipUri? uri)
    {
        uri = null;
        var colon = text.IndexOf(':');
        if (colon < 1 || !char.IsAsciiLetter(text[0]) || text[..colon].ContainsAnyExcept(SipChars.Scheme))
            return false;

        var scheme = text[..colon].ToString().ToLowerInvariant();
        var rest = text[(colon + 1)..];
        return scheme is "sip" or "sips" ? TryParseSip(scheme, rest, out uri) : TryParseOther(scheme, rest, out uri);
    }

    /// <summary>The same without what only a Contact or a Request-URI in an address bar may hold (RFC 3261 §19.1.1).</summary>
    public SipUri WithoutHeaders() => this with { Headers = null };

    public SipUri WithParameter(string name, string? value) => this with { Parameters = Parameters.With(name, value) };

    public override string ToString()
    {
        if (Opaque is not null)
            return $"{Scheme}:{Opaque}";

        var text = new StringBuilder(Scheme).Append(':');
        if (User is not null)
            text.Append(User).Append(Password is null ? "" : ":").Append(Password).Append('@');

        text.Append(Host);
        if (Port is { } port)
            text.Append(':').Append(port);

        return text.Append(Parameters).Append(Headers is null ? "" : "?").Append(Headers).ToString();
    }

    private static bool TryParseSip(string scheme, ReadOnlySpan<char> rest, out SipUri? uri)
    {
        uri = null;
        string? user = null;
        string? password = null;
        if (rest.IndexOf('@') is >= 0 and var at)
        {
            if (!TryParseUser(rest[..at], out user, out password))
                return false;

            rest = rest[(at + 1)..];
        }

        var cursor = new SipCursor(rest);
        if (
            !SipHost.TryTake(ref cursor, out var host)
            || !SipHost.TryTakePort(ref cursor, separated: false, out var port)
            || !SipParameters.TryTakeOfUri(ref cursor, out var parameters)
        )
            return false;

        string? headers = null;
        if (cursor.TryTake('?'))
        {
            headers = cursor.TakeWhile(SipChars.UriHeader).ToString();
            if (headers.Length == 0 || !SipChars.HasOnlyWholeEscapes(headers))
                return false;
        }

        if (!cursor.AtEnd)
            return false;

        uri = new()
        {
            Scheme = scheme,
            User = user,
            Password = password,
            Host = host,
            Port = port,
            Parameters = parameters,
            Headers = headers,
        };
        return true;
    }

    private static bool TryParseUser(ReadOnlySpan<char> text, out string? user, out string? password)
    {
        var colon = text.IndexOf(':');
        var name = colon < 0 ? text : text[..colon];
        var secret = colon < 0 ? default : text[(colon + 1)..];
        user = name.ToString();
        password = colon < 0 ? null : secret.ToString();
        return !name.IsEmpty
            && !name.ContainsAnyExcept(SipChars.User)
            && !secret.ContainsAnyExcept(SipChars.Password)
            && SipChars.HasOnlyWholeEscapes(text);
    }

    private static bool TryParseOther(string scheme, ReadOnlySpan<char> rest, out SipUri? uri)
    {
        uri = null;
        if (rest.IsEmpty || rest.ContainsAnyExcept(SipChars.AbsoluteUri) || !SipChars.HasOnlyWholeEscapes(rest))
            return false;

        uri = new() { Scheme = scheme, Opaque = rest.ToString() };
        return true;
    }

    private static string Escape(string user)
    {
        var escaped = new StringBuilder(user.Length);
        foreach (var b in Encoding.UTF8.GetBytes(user))
        {
            if (SipChars.UserUnescaped.Contains((char)b))
                escaped.Append((char)b);
            else
                escaped.Append('%').Append(Convert.ToHexString([b]));
        }

        return escaped.ToString();
    }
}
