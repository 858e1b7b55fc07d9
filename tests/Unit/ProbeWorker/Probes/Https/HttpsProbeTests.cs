using System.Net;
using System.Net.Sockets;
using System.Text;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Catalogs.Checks.Http;
using Ringback.Model.Results;
using Ringback.Tests.BadPeers;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Https;

public class HttpsProbeTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: id=secret\r\n\r\nhello";

    [Fact]
    public async Task A_page_is_up_with_its_phases_in_order_and_its_figures()
    {
        var request = "";
        await using var server = new LoopbackTlsServer(
            (stream, head, _) =>
            {
                request = head;
                return LoopbackTlsServer.Answer(stream, Ok);
            }
        );

        var result = await HttpsRuns.RunAsync(server, check => check with { Expect = Body("ell") });

        Assert.Equal((Outcome.Up, (string?)null), (result.Outcome, result.Detail));
        Assert.Equal(
            ["resolve", "connect", "tls", "request", "first_byte", "body"],
            result.Phases.Select(phase => phase.Name)
        );
        Assert.True(result.Phases.Sum(phase => phase.Duration.Ticks) <= result.Duration.Ticks);
        var figures = result.Measurements.ToDictionary(m => m.Name, m => m.Value);
        Assert.Equal(200, figures[MeasurementNames.StatusCode]);
        Assert.Equal(5, figures[MeasurementNames.SizeBytes]);
        Assert.InRange(figures[MeasurementNames.CertificateExpirySeconds], 89 * 86400, 90 * 86400);
        Assert.Equal(
            result.Phases[4].Duration.TotalSeconds,
            figures[MeasurementNames.RttSeconds],
            tolerance: result.Duration.TotalSeconds
        );
        Assert.Equal($"127.0.0.1:{server.Url.Port}", result.Address);
        Assert.StartsWith("GET /health?full=1 HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_has_heads_and_the_certificate_and_no_cookies()
    {
        await using var server = new LoopbackTlsServer((stream, _, _) => LoopbackTlsServer.Answer(stream, Ok));

        var result = await HttpsRuns.RunAsync(server, check => check with { Expect = Body("goodbye") });

        Assert.Equal((Outcome.Down, Reason.AssertionFailed), (result.Outcome, result.Reason));
        Assert.Contains("--> GET /health?full=1 HTTP/1.1", result.Evidence, StringComparison.Ordinal);
        Assert.Contains("<-- HTTP/1.1 200 OK", result.Evidence, StringComparison.Ordinal);
        Assert.Contains("certificate of CN=loopback", result.Evidence, StringComparison.Ordinal);
        Assert.Contains("Set-Cookie: (removed)", result.Evidence, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", Reason.UnexpectedStatus, "503 Busy")]
    [InlineData(
        "HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n",
        Reason.UnexpectedStatus,
        "/login"
    )]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", Reason.ProtocolError, "")]
    [InlineData("", Reason.ConnectionClosed, "")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", Reason.ConnectionClosed, "")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort", Reason.ConnectionClosed, "")]
    public async Task What_a_server_says_wrongly_is_its_fault(string answer, Reason reason, string detail)
    {
        await using var server = new LoopbackTlsServer((stream, _, _) => LoopbackTlsServer.Answer(stream, answer));

        var result = await HttpsRuns.RunAsync(server);

        Assert.Equal((Outcome.Down, reason), (result.Outcome, result.Reason));
        Assert.Contains(detail, result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_without_end_are_cut_off()
    {
        await using var server = new LoopbackTlsServer(
            async (stream, _, stop) =>
            {
                await LoopbackTlsServer.Answer(stream, "HTTP/1.1 200 OK\r\n");
                var line = Encoding.ASCII.GetBytes($"X-Filler: {new string('x', 1000)}\r\n");
                while (!stop.IsCancellationRequested)
                    await stream.WriteAsync(line, stop);
            }
        );

        Assert.Equal(Reason.ProtocolError, (await HttpsRuns.RunAsync(server)).Reason);
    }

    [Fact]
    public async Task A_body_without_end_is_read_up_to_a_mebibyte()
    {
        await using var server = new LoopbackTlsServer(
            async (stream, _, stop) =>
            {
                await LoopbackTlsServer.Answer(stream, "HTTP/1.1 200 OK\r\n\r\n");
                var filler = new byte[65536];
                while (!stop.IsCancellationRequested)
                    await stream.WriteAsync(filler, stop);
            }
        );

        var result = await HttpsRuns.RunAsync(server);

        Assert.Equal(Outcome.Up, result.Outcome);
        Assert.Contains(new Measurement(MeasurementNames.SizeBytes, 1048576), result.Measurements);
    }

    [Theory]
    [InlineData("", "first_byte")]
    [InlineData("H", "body")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx", "body")]
    public async Task A_server_that_falls_silent_times_out_in_the_phase_that_it_left_open(string before, string phase)
    {
        await using var server = new LoopbackTlsServer(
            async (stream, _, stop) =>
            {
                await LoopbackTlsServer.Answer(stream, before);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            }
        );

        var result = await HttpsRuns.RunAsync(server, timeout: 2);

        Assert.Equal((Outcome.Down, Reason.Timeout), (result.Outcome, result.Reason));
        Assert.EndsWith($"phase {phase}.", result.Detail, StringComparison.Ordinal);
        Assert.Equal(phase, result.Phases[^1].Name);
    }

    [Fact]
    public async Task A_port_that_never_shakes_hands_times_out_in_tls()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var result = await HttpsRuns.RunAsync(
            new HttpsCheck { Url = new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/") },
            timeout: 1
        );

        Assert.Equal((Outcome.Down, Reason.Timeout), (result.Outcome, result.Reason));
        Assert.Equal(["resolve", "connect", "tls"], result.Phases.Select(phase => phase.Name));
    }

    [Fact]
    public async Task A_closed_port_is_connection_refused()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();

        var result = await HttpsRuns.RunAsync(new HttpsCheck { Url = new Uri($"https://127.0.0.1:{port}/") });

        Assert.Equal((Outcome.Down, Reason.ConnectionRefused), (result.Outcome, result.Reason));
        Assert.Equal($"127.0.0.1:{port}", result.Address);
    }

    [Fact]
    public async Task A_certificate_of_nobody_we_trust_says_why()
    {
        await using var server = new LoopbackTlsServer((stream, _, _) => LoopbackTlsServer.Answer(stream, Ok));

        var result = await HttpsRuns.RunAsync(server, check => check with { Tls = new TlsSettings() });

        Assert.Equal((Outcome.Down, Reason.TlsFailure), (result.Outcome, result.Reason));
        Assert.Contains("UntrustedRoot", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_another_host_says_so()
    {
        await using var server = new LoopbackTlsServer(
            (stream, _, _) => LoopbackTlsServer.Answer(stream, Ok),
            IPAddress.Parse("192.0.2.1")
        );

        var result = await HttpsRuns.RunAsync(server);

        Assert.Equal((Outcome.Down, Reason.TlsFailure), (result.Outcome, result.Reason));
        Assert.Contains("it is not for 127.0.0.1", result.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, Outcome.Down, Reason.TlsFailure, "it expired on 20")]
    [InlineData(13.5, Outcome.Degraded, Reason.CertificateExpiring, "expires in 13 days")]
    [InlineData(14.5, Outcome.Up, null, "")]
    public async Task A_certificate_warns_before_it_fails(double days, Outcome outcome, Reason? reason, string detail)
    {
        await using var server = new LoopbackTlsServer(
            (stream, _, _) => LoopbackTlsServer.Answer(stream, Ok),
            lifetime: TimeSpan.FromDays(days)
        );

        var result = await HttpsRuns.RunAsync(server);

        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
        Assert.Contains(detail, result.Detail ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authorities_that_cannot_be_read_are_the_workers_fault()
    {
        var result = await HttpsRuns.RunAsync(
            new HttpsCheck
            {
                Url = new Uri("https://127.0.0.1:1/"),
                Tls = new TlsSettings { CaFile = "/nowhere/ca.pem" },
            }
        );

        Assert.Equal((Outcome.Unknown, Reason.CredentialMissing), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task A_file_of_authorities_without_any_is_the_workers_fault()
    {
        var file = Path.GetTempFileName();
        var result = await HttpsRuns.RunAsync(
            new HttpsCheck
            {
                Url = new Uri("https://127.0.0.1:1/"),
                Tls = new TlsSettings { CaFile = file },
            }
        );
        File.Delete(file);

        Assert.Equal((Outcome.Unknown, Reason.CredentialMissing), (result.Outcome, result.Reason));
        Assert.Contains("there is no certificate in it", result.Detail, StringComparison.Ordinal);
    }

    private static HttpExpectation Body(string contains) => new() { Body = new() { Contains = contains } };
}
