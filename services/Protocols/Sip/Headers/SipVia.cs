using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ringback.Protocols.Sip.Headers;

/// <summary>One hop that a request took, and the way back for its response (RFC 3261 §20.42).</summary>
/// <param name="Transport">In upper case where it is one of the known ones, such as <c>UDP</c>.</param>
/// <param name="Host">An IPv6 address is in brackets.</param>
public sealed record SipVia(string Transport, string Host, int? Port, SipParameters Parameters)
{
    /// <summary>With what the branch of every element since RFC 3261 begins (§8.1.1.7).</summary>
    public const string BranchPrefix = "z9hG4bK";

    /// <summary>What pairs a response with its request; null where a relic of RFC 2543 left it out.</summary>
    public string? Branch => Parameters.Get("branch");

    /// <summary>Whether the branch is unique, so that it alone identifies the transaction with the method.</summary>
    public bool HasUniqueBranch =>
        Branch is { } branch
        && branch.Length > BranchPrefix.Length
        && branch.StartsWith(BranchPrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The address from which the next hop got the request, where it said so.</summary>
    public string? Received => Parameters.Get("received");

    /// <summary>The port from which the next hop got the request (RFC 3581); null where absent or only asked for.</summary>
    public int? RPort =>
        int.TryParse(Parameters.Get("rport"), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        && port is > 0 and <= 65_535
            ? port
            : null;

    /// <summary>The Via of a request of our own, asking for the port it is seen from (RFC 3581).</summary>
    /// <param name="host">A name or address; brackets are added to an IPv6 address.</param>
    /// <param name="port">Null where a client has none, as over a WebSocket (RFC 7118 §5).</param>
    public static SipVia Create(string transport, string host, int? port, string branch) =>
        new(transport, SipHost.Format(host), port, SipParameters.None.With("rport", null).With("branch", branch));

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SipVia? via)
    {
        var cursor = new SipCursor(text);
        return TryTake(ref cursor, out via) && cursor.AtEnd;
    }

    public override string ToString() =>
        $"SIP/2.0/{Transport} {Host}{(Port is { } port ? $":{port}" : "")}{Parameters}";

    internal static bool TryTake(ref SipCursor cursor, [NotNullWhen(true)] out SipVia? via)
    {
        via = null;
        if (
            !cursor.TryTakeToken(out var protocol)
            || !protocol.Equals("SIP", StringComparison.OrdinalIgnoreCase)
            || !cursor.TryTakeSeparator('/')
            || !cursor.TryTakeToken(out var version)
            || version != "2.0"
            || !cursor.TryTakeSeparator('/')
            || !cursor.TryTakeToken(out var transport)
        )
            return false;

        var before = cursor.Rest.Length;
        cursor.SkipSpace();
        if (
            cursor.Rest.Length == before
            || !SipHost.TryTake(ref cursor, out var host)
            || !SipHost.TryTakePort(ref cursor, separated: true, out var port)
            || !SipParameters.TryTake(ref cursor, out var parameters)
        )
            return false;

        cursor.SkipSpace();
        via = new(transport, host, port, parameters);
        return true;
    }
}
