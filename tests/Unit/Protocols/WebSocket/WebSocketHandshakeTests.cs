using System.Text;
using Ringback.Protocols.WebSocket;

namespace Ringback.Tests.Unit.Protocols.WebSocket;

public class WebSocketHandshakeTests
{
    /// <summary>RFC 6455 §1.3 and §4.2.2.</summary>
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    private const string Good =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: sip\r\n\r\n";

    [Fact]
    public void The_answer_of_the_RFC_is_taken() => Assert.Equal(WebSocketFault.None, Read(Good).Fault);

    [Theory]
    [InlineData("101 Switching Protocols", "404 Not Found", WebSocketFault.Status)]
    [InlineData("HTTP/1.1", "SIP/2.0", WebSocketFault.NoHttp)]
    [InlineData("101", "1O1", WebSocketFault.NoHttp)]
    [InlineData("Upgrade: WebSocket", "Upgrade: h2c", WebSocketFault.NoUpgrade)]
    [InlineData("keep-alive, Upgrade", "keep-alive", WebSocketFault.NoUpgrade)]
    [InlineData("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "s3pPLMBiTxaQ9kYGzzhZRbK+xOO=", WebSocketFault.Accept)]
    [InlineData("Sec-WebSocket-Protocol: sip\r\n", "", WebSocketFault.Subprotocol)]
    [InlineData("Protocol: sip", "Protocol: sip\r\nSec-WebSocket-Protocol: chat", WebSocketFault.Subprotocol)]
    [InlineData("Protocol: sip", "Protocol: sip\r\nSec-WebSocket-Extensions: x", WebSocketFault.Extension)]
    public void Any_other_answer_is_refused_for_what_it_is(string old, string changed, WebSocketFault fault)
    {
        var answer = Read(Good.Replace(old, changed, StringComparison.Ordinal));

        Assert.Equal(fault, answer.Fault);
        Assert.Equal(
            fault == WebSocketFault.Status ? (404, "Not Found") : (answer.Status, answer.Reason),
            (answer.Status, answer.Reason)
        );
    }

    [Fact]
    public void The_request_has_what_a_server_must_have() =>
        Assert.Equal(
            "GET /ws HTTP/1.1\r\nHost: pbx.example.com:8089\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + $"Sec-WebSocket-Key: {Key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: sip\r\n"
                + "Origin: https://pbx.example.com\r\nUser-Agent: ringback\r\n\r\n",
            WebSocketHandshake.Text(new("pbx.example.com:8089", "/ws", "sip", "https://pbx.example.com", []), Key)
        );

    [Fact]
    public void No_bytes_make_it_throw() =>
        Gen.Byte.Array[0, 200].Sample(bytes => WebSocketHandshake.Read(bytes, Key, "sip").Fault != WebSocketFault.None);

    private static WebSocketAnswer Read(string head) =>
        WebSocketHandshake.Read(Encoding.Latin1.GetBytes(head), Key, "sip");
}
