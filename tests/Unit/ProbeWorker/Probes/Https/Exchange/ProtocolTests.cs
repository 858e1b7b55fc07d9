using System.Net;
using Microsoft.AspNetCore.Http;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Https.Exchange;
using Ringback.Tests.BadPeers;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Https.Exchange;

public sealed class ProtocolTests
{
    [Theory]
    [InlineData(HttpVersionAsked.Http11, "HTTP/1.1")]
    [InlineData(HttpVersionAsked.Http2, "HTTP/2")]
    public async Task The_version_that_is_asked_for_is_spoken_with_all_phases(HttpVersionAsked protocol, string spoken)
    {
        var delay = TimeSpan.FromMilliseconds(60);
        await using var site = await TestSite.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var length = (await reader.ReadToEndAsync()).Length;
            await Task.Delay(delay, TimeProvider.System, context.RequestAborted);
            await context.Response.WriteAsync($"{context.Request.Protocol} {length}");
        });
        var check = site.Check with
        {
            Protocol = protocol,
            Request = new() { Body = new string('b', 3000) },
            Expect = new() { Body = new() { Contains = $"{spoken} 3000" } },
        };

        var result = await HttpsRuns.RunAsync(check, evidenceAlways: true);

        Assert.Equal((Outcome.Up, (string?)null), (result.Outcome, result.Detail));
        Assert.Equal(
            ["resolve", "connect", "tls", "request", "first_byte", "body"],
            result.Phases.Select(phase => phase.Name)
        );
        // The server may have read all of the request before our write has returned; its timer counts whole milliseconds.
        var answered = result.Phases[3].Duration + result.Phases[4].Duration;
        Assert.True(answered >= delay - TimeSpan.FromMilliseconds(1), $"request and first_byte {answered}");
        Assert.Contains($"POST / {spoken}", result.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_HTTP_2_is_not_asked_in_another_version()
    {
        await using var server = new LoopbackTlsServer(
            (stream, _, _) => LoopbackTlsServer.Answer(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        );

        var result = await HttpsRuns.RunAsync(server, check => check with { Protocol = HttpVersionAsked.Http2 });

        Assert.Equal((Outcome.Down, Reason.ProtocolError), (result.Outcome, result.Reason));
        Assert.Contains("does not speak HTTP/2", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warm_request_is_timed_apart_over_the_same_connection()
    {
        var connections = new HashSet<string>();
        var requests = 0;
        await using var site = await TestSite.StartAsync(context =>
        {
            requests++;
            connections.Add(context.Connection.Id);
            return context.Response.WriteAsync("hello");
        });

        var result = await HttpsRuns.RunAsync(site.Check with { Warm = true }, evidenceAlways: true);

        Assert.Equal((Outcome.Up, 2, 1), (result.Outcome, requests, connections.Count));
        Assert.True(
            result.Measurements.Any(m => m is { Name: MeasurementNames.WarmRttSeconds, Value: > 0 }),
            result.Evidence
        );
        Assert.Equal(1, result.Phases.Count(phase => phase.Name == PhaseNames.FirstByte));
    }

    [Fact]
    public async Task A_server_that_hangs_up_has_no_warm_figure_and_is_up()
    {
        await using var server = new LoopbackTlsServer(
            (stream, _, _) => LoopbackTlsServer.Answer(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        );

        var result = await HttpsRuns.RunAsync(server, check => check with { Warm = true });

        Assert.Equal(Outcome.Up, result.Outcome);
        Assert.DoesNotContain(result.Measurements, m => m.Name == MeasurementNames.WarmRttSeconds);
    }

    [Theory]
    [InlineData("127.0.0.1", IpFamily.Ipv6, "127.0.0.1 has no IPv6 address.")]
    [InlineData("[::1]", IpFamily.Ipv4, "::1 has no IPv4 address.")]
    public async Task A_family_that_a_name_has_not_is_not_replaced_by_the_other(
        string host,
        IpFamily family,
        string detail
    )
    {
        var result = await HttpsRuns.RunAsync(new HttpsCheck { Url = new Uri($"https://{host}:1/"), Family = family });

        Assert.Equal((Outcome.Down, Reason.DnsFailure, detail), (result.Outcome, result.Reason, result.Detail));
    }

    [Fact]
    public async Task A_site_on_IPv6_is_up()
    {
        await using var site = await TestSite.StartAsync(
            context => context.Response.WriteAsync("six"),
            IPAddress.IPv6Loopback
        );

        var result = await HttpsRuns.RunAsync(site.Check with { Family = IpFamily.Ipv6 });

        Assert.Equal((Outcome.Up, (string?)null), (result.Outcome, result.Detail));
        Assert.StartsWith("[::1]:", result.Address, StringComparison.Ordinal);
    }

    /// <summary>However the bytes are cut, the same frames are seen.</summary>
    [Fact]
    public void Frames_of_a_message_are_told_from_those_that_greet()
    {
        byte[] settings = [0, 0, 6, 4, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6];
        byte[] headers = [0, 0, 2, 1, 5, 0, 0, 0, 1, 0x82, 0x84];
        byte[] preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8];
        byte[] all = [.. preface, .. settings, .. headers];

        Gen.Int[1, all.Length]
            .Sample(size =>
            {
                var frames = new Http2Frames(Http2Frames.ClientPreface);
                var at = 0;
                foreach (var part in all.Chunk(size))
                {
                    at += part.Length;
                    var found = frames.Take(part);
                    if (at < all.Length - 2)
                        Assert.False(found);
                    else if (at == all.Length)
                        Assert.True(found);
                }
            });
    }
}
