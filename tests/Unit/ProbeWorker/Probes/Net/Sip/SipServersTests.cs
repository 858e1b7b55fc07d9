using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Sip;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

/// <summary>Which of a domain's servers a check ends at (RFC 3263 §4.3): by the whole probe, over a nameserver of the test's own.</summary>
public sealed class SipServersTests
{
    private const int A = 1;
    private const int Srv = 33;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("503 Service Unavailable", "answers 503")]
    [InlineData(null, "nothing within")]
    public async Task A_server_that_is_unavailable_or_silent_is_left_for_the_next(string? status, string verdict)
    {
        await using var first = new LoopbackSipPeer(
            (r, _) => status is null ? [] : [LoopbackSipPeer.Response(r, status)]
        );
        await using var second = Alive();

        var (judgement, run) = await AskAsync(
            Check(),
            TimeSpan.FromSeconds(2),
            first.EndPoint.Port,
            second.EndPoint.Port
        );

        AssertServedBy(second.EndPoint, 2, judgement, run);
        Assert.Contains($"{first.EndPoint}", run.Evidence.ToString(), StringComparison.Ordinal);
        Assert.Contains(verdict, run.Evidence.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    [InlineData(SipTransport.Tls)]
    public async Task A_server_that_refuses_is_left_for_the_next_over_every_transport(SipTransport transport)
    {
        var (judgement, run) = await AskAsync(
            Check() with
            {
                Transport = transport,
            },
            TimeSpan.FromSeconds(2),
            Closed(),
            Closed()
        );

        Assert.Contains("trying the next server", run.Evidence.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, run.Measurements.Single(m => m.Name == MeasurementNames.ServersTried).Value);
        Assert.True(judgement is SocketException, $"{judgement}");
    }

    [Fact]
    public async Task A_call_is_placed_at_the_next_server_where_the_first_takes_none()
    {
        await using var first = new LoopbackSipPeer((r, _) => [LoopbackSipPeer.Response(r, "503 Full")]);
        await using var second = new LoopbackSipPeer(
            (r, _) =>
                r.StartsWith("INVITE", StringComparison.Ordinal) ? [Answered(r)]
                : r.StartsWith("ACK", StringComparison.Ordinal) ? []
                : [LoopbackSipPeer.Response(r, "200 OK")]
        );

        var (judgement, run) = await AskAsync(
            Check() with
            {
                Service = SipService.Call,
                User = "600",
            },
            TimeSpan.FromSeconds(5),
            first.EndPoint.Port,
            second.EndPoint.Port
        );

        AssertServedBy(second.EndPoint, 2, judgement, run);

        static string Answered(string invite) =>
            LoopbackSipPeer.Response(
                invite,
                "200 OK",
                "Contact: <sip:echo@127.0.0.1:9>\r\nContent-Type: application/sdp\r\n",
                "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 16000 RTP/AVP 8\r\n"
            );
    }

    [Fact]
    public async Task A_server_that_answers_anything_else_is_the_one_that_counts()
    {
        await using var first = new LoopbackSipPeer((r, _) => [LoopbackSipPeer.Response(r, "500 Broken")]);
        await using var second = Alive();

        var (judgement, run) = await AskAsync(
            Check(),
            TimeSpan.FromSeconds(5),
            first.EndPoint.Port,
            second.EndPoint.Port
        );

        Assert.Equal(Reason.UnexpectedStatus, ((Judgement)judgement).Reason);
        Assert.Equal(first.EndPoint, run.Address);
        Assert.DoesNotContain(run.Measurements, m => m.Name == MeasurementNames.ServersTried);
    }

    [Fact]
    public async Task Where_none_serves_the_last_one_is_what_is_said()
    {
        await using var first = new LoopbackSipPeer((r, _) => [LoopbackSipPeer.Response(r, "503 Full")]);
        await using var second = new LoopbackSipPeer((r, _) => [LoopbackSipPeer.Response(r, "503 Full too")]);

        var (judgement, run) = await AskAsync(
            Check(),
            TimeSpan.FromSeconds(5),
            first.EndPoint.Port,
            second.EndPoint.Port
        );

        Assert.Equal("503 Full too", ((Judgement)judgement).Detail);
        Assert.Equal(second.EndPoint, run.Address);
    }

    private static void AssertServedBy(IPEndPoint server, int tried, object judgement, ProbeRun run)
    {
        Assert.Equal(Judgement.Up, judgement);
        Assert.Equal(server, run.Address);
        Assert.Equal(tried, run.Measurements.Single(m => m.Name == MeasurementNames.ServersTried).Value);
    }

    private static LoopbackSipPeer Alive() => new((request, _) => [LoopbackSipPeer.Response(request, "200 OK")]);

    private static int Closed()
    {
        using var tcp = new TcpListener(IPAddress.Loopback, 0);
        tcp.Start();
        return ((IPEndPoint)tcp.LocalEndpoint).Port;
    }

    private static SipCheck Check() => new() { Host = "pbx.test", Locate = true };

    /// <returns>The judgement, or what escaped.</returns>
    private static async Task<(object Said, ProbeRun Run)> AskAsync(SipCheck check, TimeSpan limit, params int[] ports)
    {
        await using var nameserver = new LoopbackNameserver(
            type =>
                type switch
                {
                    Srv => [.. ports.Select((port, i) => Service(10 * (i + 1), port))],
                    A =>
                    [
                        [127, 0, 0, 1],
                    ],
                    _ => [],
                },
            0
        );
        var run = new ProbeRun(
            "pbx",
            "prague",
            limit,
            new ProbeMeans(new Resolver([nameserver.EndPoint], "/dev/null"), Secrets.OfProcess),
            TimeProvider.System
        );
        try
        {
            return (await new SipProbe().RunAsync(check, run, Cancel), run);
        }
        catch (SocketException e)
        {
            return (e, run);
        }
    }

    private static byte[] Service(int priority, int port)
    {
        var head = new byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)priority);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), (ushort)port);
        return [.. head, 1, (byte)'a', 4, .. Encoding.ASCII.GetBytes("test"), 0];
    }
}
