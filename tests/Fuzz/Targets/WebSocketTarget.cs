using Ringback.Protocols.WebSocket;

namespace Ringback.Tests.Fuzz.Targets;

/// <summary>The answer to a WebSocket's opening handshake.</summary>
internal sealed class WebSocketTarget : IFuzzTarget
{
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    public string Name => "websocket";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Text.Lines(
            """
            HTTP/1.1 101 Switching Protocols
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=
            Sec-WebSocket-Protocol: sip


            """
        ),
    ];

    public IReadOnlyList<byte[]> Words { get; } =
        Text.Words("\r\n", "HTTP/1.1 ", "101", "Sec-WebSocket-Extensions: a\r\n", ",", ": ");

    public void Try(ReadOnlySpan<byte> input)
    {
        var answer = WebSocketHandshake.Read(input, Key, "sip");
        Text.Hold(answer.Fault != WebSocketFault.None || answer.Status == 101, "only 101 is no fault");
    }
}
