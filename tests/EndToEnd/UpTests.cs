namespace Ringback.Tests.EndToEnd;

/// <summary><c>make run</c>: all of it in one process, as a stranger starts it and ends it.</summary>
public sealed class UpTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Everything_comes_up_from_nothing_says_what_it_measured_and_goes_without_a_trace()
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var product = await Product.StartAsync("e2e-up");
        var served = TimeProvider.System.GetElapsedTime(started);
        await product.UntilAsync("every target that is asked often up in every region", ServicesFixture.AllUp);
        var often = TimeProvider.System.GetElapsedTime(started);
        var targets = await product.UntilAsync(
            "every target up in every region",
            seen => seen.Values.All(target => target.IsUpEverywhere && target.Regions.Count == 3)
        );
        output.WriteLine(
            $"served after {served.TotalSeconds:F1} s, those asked often up {(often - served).TotalSeconds:F1} s later, all {(TimeProvider.System.GetElapsedTime(started) - served).TotalSeconds:F1} s"
        );

        Assert.Equal(
            ["dns", "https", "https", "https", "ntp", "ntp", "rtp", "rtp", "sip", "sip", "tcp", "turn", "websocket"],
            targets.Values.Select(target => target.Kind).Order()
        );
        foreach (var target in targets.Values)
            await AssertMeasuredAsync(product, target);

        var page = await product.Http.GetStringAsync(
            new Uri("/", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        Assert.Contains("All systems operational", page, StringComparison.Ordinal);

        var folder = product.Lab.Folder;
        Assert.Equal(0, await product.InterruptAsync());
        Assert.False(Directory.Exists(folder), $"{folder} is still there");
    }

    private static async Task AssertMeasuredAsync(Product product, TargetView target)
    {
        var answer = await product.GetAsync($"/v1/targets/{target.Id}/results?limit=1000");
        var up = answer["results"]!.AsArray().First(result => (string)result!["outcome"]! == "up")!;
        var phases = up["phases"]!
            .AsArray()
            .GroupBy(p => (string)p!["name"]!)
            .ToDictionary(group => group.Key, group => group.Max(p => (double)p!["duration_seconds"]!));
        var measured = up["measurements"]!.AsObject().ToDictionary(m => m.Key, m => (double)m.Value!);

        string[] expected = target.Kind switch
        {
            "sip" when target.Id == "sip-wss" =>
            [
                "resolve",
                "connect",
                "tls",
                "upgrade",
                "post_dial_delay",
                "session_setup",
                "teardown",
            ],
            "sip" => ["resolve", "exchange"],
            "rtp" when target.Id == "rtp-loop" =>
            [
                "resolve",
                "connect",
                "tls",
                "register",
                "post_dial_delay",
                "session_setup",
                "media",
                "teardown",
            ],
            "rtp" => ["resolve", "post_dial_delay", "session_setup", "media", "teardown"],
            "turn" => ["resolve", "binding", "allocate", "permission", "relay", "release"],
            "https" when target.Id == "web-api" =>
            [
                .. phases.Keys.Intersect(["token"]),
                "step",
                "cleanup",
                "resolve",
                "connect",
                "tls",
                "request",
                "first_byte",
                "body",
            ],
            "https" => ["resolve", "connect", "tls", "request", "first_byte", "body"],
            "websocket" => ["resolve", "connect", "tls", "upgrade", "ping", "hold"],
            "dns" => ["resolve", "exchange", "follow"],
            "tcp" => ["resolve", "connect"],
            "ntp" when target.Id == "nts" => ["resolve", "connect", "tls", "key_establishment", "exchange"],
            _ => ["resolve", "exchange"],
        };
        Assert.Equal(expected.Order(), phases.Keys.Order());
        Assert.All(phases.Values, seconds => Assert.InRange(seconds, 0, 8));
        switch (target.Kind)
        {
            case "sip":
                Assert.Equal(200, measured["status_code"]);
                Assert.InRange(
                    measured[target.Id == "sip-wss" ? "session_setup_seconds" : "rtt_seconds"],
                    double.Epsilon,
                    3
                );
                break;
            case "rtp" when target.Id == "rtp-loop":
                Assert.Equal(100, measured["packets_sent_count"]);
                Assert.InRange(measured["outward_call_delay_seconds"], 0, 1);
                Assert.InRange(measured["homeward_call_delay_seconds"], 0, 1);
                break;
            case "rtp":
                Assert.Equal(250, measured["packets_sent_count"]);
                Assert.Equal(80_000, measured["offered_bits_per_second"]);
                Assert.InRange(measured["mos"], 1, 4.41);
                Assert.InRange(phases["media"], 4.9, 8);
                break;
            case "turn":
                Assert.InRange(measured["relay_rtt_seconds"], double.Epsilon, 3);
                Assert.Equal(0, measured["relay_loss_ratio"]);
                break;
            case "https":
                Assert.Equal(200, measured["status_code"]);
                Assert.InRange(measured["certificate_expiry_seconds"], 1, 1e9);
                break;
            case "websocket":
                Assert.Equal(0, measured["session_drops_count"]);
                Assert.InRange(measured["rtt_seconds"], double.Epsilon, 3);
                break;
            case "dns":
                Assert.Equal((1, 2), (measured["authentic_data"], measured["answers_count"]));
                break;
            case "tcp":
                break;
            default:
                Assert.Equal(3, measured["stratum"]);
                Assert.InRange(Math.Abs(measured["offset_seconds"]), 0, measured["offset_margin_seconds"] + 0.1);
                break;
        }
    }
}
