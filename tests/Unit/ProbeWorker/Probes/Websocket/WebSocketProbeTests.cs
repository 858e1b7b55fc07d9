using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Catalogs.Checks.Http;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.Tests.BadPeers;
using Ringback.Tests.Unit.ProbeWorker.Probes.Https;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Websocket;

public sealed class WebSocketProbeTests
{
    [Fact]
    public async Task A_server_that_greets_is_up_with_all_phases()
    {
        var sent = "";
        var query = "";
        await using var site = await SiteAsync(
            async (socket, context) =>
            {
                query = $"{context.Request.Path}{context.Request.QueryString}";
                sent = await TakeAsync(socket, context.RequestAborted);
                await SayAsync(socket, """{"t":"h","d":{"ts":1}}""");
                await TakeAsync(socket, context.RequestAborted);
            },
            subprotocol: "v1"
        );
        var check = Check(site, "/ws?key={{key}}") with
        {
            Subprotocol = "v1",
            Secrets = new Dictionary<string, Ringback.Model.Catalogs.SecretReference> { ["key"] = new("KEY", null) },
            Send = "hello {{key}}",
            Message = new TextExpectation { Json = [new("$.t", new(ComparisonKind.Is, "h"))] },
        };

        var result = await RunAsync(check, secret: "s3cr3t-key", evidenceAlways: true);

        Assert.Equal((Outcome.Up, (string?)null), (result.Outcome, result.Detail));
        Assert.Equal(
            ["resolve", "connect", "tls", "upgrade", "first_message", "ping"],
            result.Phases.Select(phase => phase.Name)
        );
        Assert.Equal(("/ws?key=s3cr3t-key", "hello s3cr3t-key"), (query, sent));
        Assert.Contains(result.Measurements, m => m is { Name: MeasurementNames.RttSeconds, Value: > 0 });
        Assert.Contains(result.Measurements, m => m is { Name: MeasurementNames.FirstMessageSeconds, Value: > 0 });
        Assert.DoesNotContain("s3cr3t-key", result.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_is_not_what_it_should_be_is_down()
    {
        await using var site = await SiteAsync((socket, _) => SayAsync(socket, "good bye"));

        var result = await RunAsync(Check(site) with { Message = new() { Contains = "hello" } });

        Assert.Equal((Outcome.Down, Reason.AssertionFailed), (result.Outcome, result.Reason));
        Assert.Equal("The first message does not contain 'hello'.", result.Detail);
    }

    [Fact]
    public async Task A_session_is_held_and_its_messages_counted()
    {
        await using var site = await SiteAsync(
            async (socket, context) =>
            {
                await SayAsync(socket, "one");
                await SayAsync(socket, "two");
                await TakeAsync(socket, context.RequestAborted);
            }
        );
        var hold = TimeSpan.FromMilliseconds(500);
        var check = Check(site) with { Hold = hold, PingInterval = TimeSpan.FromMilliseconds(100) };

        var result = await RunAsync(check);

        Assert.Equal((Outcome.Up, (string?)null), (result.Outcome, result.Detail));
        var figures = result.Measurements.ToDictionary(m => m.Name, m => m.Value);
        Assert.Equal((2, 0), (figures[MeasurementNames.Messages], figures[MeasurementNames.SessionDrops]));
        Assert.InRange(figures[MeasurementNames.SessionHeldSeconds], hold.TotalSeconds / 2, 30);
        Assert.True(figures[MeasurementNames.PingRttMaxSeconds] > 0);
        Assert.Equal(PhaseNames.Hold, result.Phases[^1].Name);
    }

    [Theory]
    [InlineData(1, Outcome.Degraded)]
    [InlineData(2, Outcome.Up)]
    public async Task A_session_that_breaks_is_opened_again_and_counted(int most, Outcome outcome)
    {
        var opened = 0;
        await using var site = await SiteAsync(
            async (socket, context) =>
            {
                if (++opened <= 2)
                    await socket.CloseOutputAsync((WebSocketCloseStatus)1001, "going away", context.RequestAborted);
                else
                    await TakeAsync(socket, context.RequestAborted);
            }
        );
        var check = Check(site) with { Ping = false, Hold = TimeSpan.FromSeconds(1), MostDrops = most };

        var result = await RunAsync(check);

        Assert.Equal((outcome, 3), (result.Outcome, opened));
        Assert.Contains(new Measurement(MeasurementNames.SessionDrops, 2), result.Measurements);
        if (outcome == Outcome.Degraded)
        {
            Assert.Equal(
                "The session broke 2 times within 1 s, at last: The server closed the WebSocket: 1001 going away.",
                result.Detail
            );
        }
    }

    /// <summary>The connection stands, and nobody is behind it: half open, as after a firewall has forgotten it.</summary>
    [Fact]
    public async Task A_held_session_that_falls_silent_is_one_that_broke()
    {
        await using var server = new LoopbackTlsServer(
            async (stream, head, stop) =>
            {
                await AcceptAsync(stream, head);
                var ping = new byte[14]; // head, mask, 8 bytes
                await stream.ReadExactlyAsync(ping, stop);
                var payload = ping[6..].Select((value, i) => (byte)(value ^ ping[2 + (i % 4)]));
                await stream.WriteAsync((byte[])[0x8a, 8, .. payload], stop);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            }
        );

        var result = await RunAsync(
            new WebSocketCheck
            {
                Url = $"wss://127.0.0.1:{server.Port}/",
                Tls = new() { CaFile = server.CaFile },
                Hold = TimeSpan.FromMilliseconds(200),
                PingInterval = TimeSpan.FromMilliseconds(100),
            },
            timeout: 60
        );

        Assert.Equal((Outcome.Degraded, Reason.ConnectionClosed), (result.Outcome, result.Reason));
        Assert.EndsWith("at last: a ping was not answered within 5 s.", result.Detail, StringComparison.Ordinal);
        Assert.Contains(new Measurement(MeasurementNames.SessionDrops, 1), result.Measurements);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task A_page_is_no_web_socket()
    {
        await using var site = await TestSite.StartAsync(context => context.Response.WriteAsync("hello"));

        var result = await RunAsync(Check(site));

        Assert.Equal((Outcome.Down, Reason.UnexpectedStatus), (result.Outcome, result.Reason));
        Assert.Contains("was answered 200", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subprotocol_that_is_not_spoken_is_down()
    {
        await using var site = await SiteAsync((socket, context) => TakeAsync(socket, context.RequestAborted));

        var result = await RunAsync(Check(site) with { Subprotocol = "sip" });

        Assert.Equal((Outcome.Down, Reason.ProtocolError), (result.Outcome, result.Reason));
        Assert.Contains("not for the subprotocol sip", result.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8100", Reason.Timeout, "phase ping")] // an empty message, and no pong
    [InlineData("c100", Reason.ProtocolError, "Reserved")]
    [InlineData("8300", Reason.ProtocolError, "Opcode")]
    [InlineData("8180", Reason.ProtocolError, "Masked")]
    [InlineData("0900", Reason.ProtocolError, "Control")]
    [InlineData("897e0080", Reason.ProtocolError, "Control")]
    [InlineData("817f7fffffffffffffff", Reason.ProtocolError, "TooLong")]
    [InlineData("8000", Reason.ProtocolError, "not continued")]
    [InlineData("01008100", Reason.ProtocolError, "not continued")]
    [InlineData("8800", Reason.ConnectionClosed, "closed the WebSocket without a reason")]
    [InlineData("880203ea", Reason.ConnectionClosed, "closed the WebSocket: 1002")]
    [InlineData("8a0161", Reason.Timeout, "phase ping")] // a pong of a ping that nobody sent
    public async Task A_server_that_breaks_the_frames_has_its_reason(string frames, Reason reason, string detail)
    {
        await using var server = new LoopbackTlsServer(
            async (stream, head, stop) =>
            {
                await AcceptAsync(stream, head);
                await stream.WriteAsync(Convert.FromHexString(frames), stop);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            }
        );

        var result = await RunAsync(
            new WebSocketCheck
            {
                Url = $"wss://127.0.0.1:{server.Port}/",
                Tls = new() { CaFile = server.CaFile },
            },
            timeout: 1
        );

        Assert.Equal((Outcome.Down, reason), (result.Outcome, result.Reason));
        Assert.Contains(detail, result.Detail, StringComparison.Ordinal);
    }

    private static Task AcceptAsync(SslStream stream, string head)
    {
        var line = head.Split("\r\n").Single(l => l.StartsWith("Sec-WebSocket-Key: ", StringComparison.Ordinal));
        var key = line["Sec-WebSocket-Key: ".Length..] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
#pragma warning disable CA5350 // RFC 6455 says SHA-1.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key)));
#pragma warning restore CA5350
        return LoopbackTlsServer.Answer(
            stream,
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
        );
    }

    private static WebSocketCheck Check(TestSite site, string path = "/") =>
        new() { Url = $"wss://127.0.0.1:{site.Url.Port}{path}", Tls = site.Tls };

    private static Task<TestSite> SiteAsync(
        Func<System.Net.WebSockets.WebSocket, HttpContext, Task> serve,
        string? subprotocol = null
    ) =>
        TestSite.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(subprotocol);
            await serve(socket, context);
        });

    private static Task SayAsync(System.Net.WebSockets.WebSocket socket, string text) =>
        socket.SendAsync(
            Encoding.UTF8.GetBytes(text),
            WebSocketMessageType.Text,
            endOfMessage: true,
            CancellationToken.None
        );

    private static async Task<string> TakeAsync(System.Net.WebSockets.WebSocket socket, CancellationToken stop)
    {
        var buffer = new byte[1000];
        var received = await socket.ReceiveAsync(buffer, stop);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static Task<ProbeResult> RunAsync(
        WebSocketCheck check,
        double timeout = 30,
        string? secret = null,
        bool evidenceAlways = false
    ) => OneRun.OfAsync(check, TimeSpan.FromSeconds(timeout), null, new Secrets(_ => secret), evidenceAlways);
}
