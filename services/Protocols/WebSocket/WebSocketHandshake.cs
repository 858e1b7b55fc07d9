using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Protocols.WebSocket;

/// <summary>The opening handshake of a client (RFC 6455 §4): the request, and what its answer must be.</summary>
public static class WebSocketHandshake
{
    /// <summary>Of an answer, the empty line included.</summary>
    public const int MaxHeadSize = 16 * 1024;

    /// <summary>Of the random bytes that make the key.</summary>
    public const int NonceSize = 16;

    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public static string Text(WebSocketRequest request, string key)
    {
        var text = new StringBuilder(
            $"GET {request.Path} HTTP/1.1\r\nHost: {request.Host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + $"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        );
        if (request.Subprotocol is { } subprotocol)
            text.Append("Sec-WebSocket-Protocol: ").Append(subprotocol).Append("\r\n");

        text.Append("Origin: ").Append(request.Origin).Append("\r\n");
        foreach (var (name, value) in request.Headers)
            text.Append(name).Append(": ").Append(value).Append("\r\n");

        return text.Append("User-Agent: ringback\r\n\r\n").ToString();
    }

    public static string Key(ReadOnlySpan<byte> nonce) => Convert.ToBase64String(nonce);

    /// <summary>Reads the head of the answer. Never throws.</summary>
    /// <param name="head">Up to and with its empty line.</param>
    /// <param name="subprotocol">That was offered; null for none, and then none may be chosen.</param>
    public static WebSocketAnswer Read(ReadOnlySpan<byte> head, string key, string? subprotocol)
    {
        var lines = Encoding.Latin1.GetString(head).Split("\r\n");
        if (!TryReadStatus(lines[0], out var status, out var reason))
            return new(WebSocketFault.NoHttp, 0, "");

        if (status != 101)
            return new(WebSocketFault.Status, status, reason);

        var fault =
            !HasToken(lines, "Upgrade", "websocket") || !HasToken(lines, "Connection", "upgrade")
                ? WebSocketFault.NoUpgrade
            : Find(lines, "Sec-WebSocket-Accept") != Accept(key) ? WebSocketFault.Accept
            : Find(lines, "Sec-WebSocket-Protocol") != subprotocol ? WebSocketFault.Subprotocol
            : Find(lines, "Sec-WebSocket-Extensions") is not null ? WebSocketFault.Extension
            : WebSocketFault.None;
        return new(fault, status, reason);
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 §4.2.2 says SHA-1; it proves no secret.")]
    internal static string Accept(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));

    private static bool TryReadStatus(string line, out int status, out string reason)
    {
        status = 0;
        reason = "";
        var parts = line.Split(' ', 3);
        if (parts.Length < 2 || !parts[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || parts[1].Length != 3)
            return false;

        foreach (var digit in parts[1])
        {
            if (!char.IsAsciiDigit(digit))
                return false;

            status = (status * 10) + (digit - '0');
        }

        reason = parts.Length == 3 ? parts[2] : "";
        return status is >= 100 and <= 599;
    }

    private static bool HasToken(string[] lines, string name, string token) =>
        Find(lines, name)?.Split(',').Any(t => t.Trim().Equals(token, StringComparison.OrdinalIgnoreCase)) is true;

    /// <returns>The value of the one header of that name; null where there is none, or there are several.</returns>
    private static string? Find(string[] lines, string name)
    {
        string? found = null;
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || !line[..colon].Equals(name, StringComparison.OrdinalIgnoreCase))
                continue;

            if (found is not null)
                return null;

            found = line[(colon + 1)..].Trim();
        }

        return found;
    }
}

/// <param name="Host">With its port where that is not the usual one; an IPv6 address in brackets.</param>
/// <param name="Path">Begins with a slash.</param>
/// <param name="Subprotocol">Null to offer none.</param>
/// <param name="Origin">Such as <c>https://pbx.example.com</c>: servers that look at it refuse a client without one.</param>
/// <param name="Headers">Further ones, without line ends.</param>
public sealed record WebSocketRequest(
    string Host,
    string Path,
    string? Subprotocol,
    string Origin,
    IReadOnlyList<(string Name, string Value)> Headers
);

/// <param name="Status">0 where it is no HTTP.</param>
/// <param name="Reason">The server's own words; may be empty.</param>
public readonly record struct WebSocketAnswer(WebSocketFault Fault, int Status, string Reason);

public enum WebSocketFault
{
    None,
    NoHttp,

    /// <summary>Another one than 101.</summary>
    Status,

    /// <summary>101, but not to the protocol that was asked for.</summary>
    NoUpgrade,

    /// <summary>Sec-WebSocket-Accept does not prove that the key was read.</summary>
    Accept,

    /// <summary>The server does not speak the subprotocol that was asked for.</summary>
    Subprotocol,

    /// <summary>The server chose an extension that nobody offered.</summary>
    Extension,
}
