using System.Globalization;

namespace Ringback.Tests.EndToEnd;

/// <summary>Servers are stopped, frozen and resumed; what the product says of it is held against what was done.</summary>
[Collection(ServicesCollection.Name)]
public sealed class OutageTests(ServicesFixture services, ITestOutputHelper output)
{
    [Fact]
    public Task Stopped_servers_are_down_as_refused_and_a_dead_echo_agent_as_the_proxy_answers() =>
        SufferAsync(
            server => services.Product.Lab.StopAsync(server),
            new()
            {
                ["nginx"] = ("https", "connection_refused"),
                ["coturn"] = ("turn", "connection_refused"),
                ["chrony"] = ("ntp", "connection_refused"),
                ["echo"] = ("rtp", "unexpected_status"),
            }
        );

    [Fact]
    public Task A_stopped_proxy_refuses_signalling() =>
        SufferAsync(
            server => services.Product.Lab.StopAsync(server),
            new() { ["kamailio"] = ("sip", "connection_refused") }
        );

    [Fact]
    public Task Frozen_servers_time_out() =>
        SufferAsync(
            server =>
            {
                services.Product.Lab.Freeze(server);
                return Task.CompletedTask;
            },
            new()
            {
                ["nginx"] = ("https", "timeout"),
                ["coturn"] = ("turn", "timeout"),
                ["chrony"] = ("ntp", "timeout"),
                ["kamailio"] = ("sip", "timeout"),
            }
        );

    /// <summary>Takes servers away, waits for the right words, gives them back, and compares the downtime with the truth.</summary>
    private async Task SufferAsync(Func<string, Task> take, Dictionary<string, (string Id, string Reason)> expected)
    {
        await services.Product.UntilAsync("every target up before the outage", ServicesFixture.AllUp);
        var outages = new Dictionary<string, Outage>();
        foreach (var (server, (id, reason)) in expected)
        {
            await take(server);
            outages[id] = new Outage(server, reason, TimeProvider.System.GetUtcNow());
        }

        var down = await services.Product.UntilAsync(
            string.Join(", ", expected.Select(e => $"{e.Value.Id} down/{e.Value.Reason}")),
            targets =>
            {
                foreach (var target in targets.Values.Where(t => outages.ContainsKey(t.Id)))
                    outages[target.Id].Notice(target);

                return outages.Values.All(outage => outage.Confirmed);
            }
        );

        foreach (var outage in outages.Values)
        {
            await services.Product.Lab.ResumeAsync(outage.Server, TestContext.Current.CancellationToken);
            outage.ResumedAt = TimeProvider.System.GetUtcNow();
        }

        await services.Product.UntilAsync("every target up after the outage", ServicesFixture.AllUp);
        foreach (var (id, outage) in outages)
            await AssertDowntimeAsync(down[id], outage);
    }

    private async Task AssertDowntimeAsync(TargetView target, Outage outage)
    {
        // Half a minute of context on each side; as_of must have passed the end before a figure is final.
        var (from, to) = (outage.TakenAt.AddSeconds(-30), outage.ResumedAt.AddSeconds(20));
        var settings = await services.Product.GetAsync($"/v1/targets/{target.Id}");
        var (interval, timeout) = ((double)settings["interval_seconds"]!, (double)settings["timeout_seconds"]!);
        var path =
            $"/v1/targets/{target.Id}/availability?from={Uri.EscapeDataString(Text(from))}&to={Uri.EscapeDataString(Text(to))}";
        var figure = await services.Product.GetAsync(path);
        for (var polls = 0; Parse((string)figure["as_of"]!) < to && polls < 300; polls++)
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(500),
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );
            figure = await services.Product.GetAsync(path);
        }

        var truth = (outage.ResumedAt - outage.TakenAt).TotalSeconds;
        var measured = (double)figure["down_seconds"]!;
        output.WriteLine(
            $"{target.Kind}: {outage.Server} gone {truth:F1} s, {measured:F1} s of downtime ({measured - truth:+0.0;-0.0} s); "
                + $"first seen down after {outage.DownAfter.TotalSeconds:F1} s, in all regions with {outage.Reason} after {outage.ConfirmedAfter.TotalSeconds:F1} s"
        );
        Assert.True(
            Math.Abs(measured - truth) < interval + timeout,
            $"{target.Id}: {measured} s of downtime for {truth} s of outage"
        );
    }

    private static string Text(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private sealed class Outage(string server, string reason, DateTimeOffset takenAt)
    {
        public string Server => server;

        public string Reason => reason;

        public DateTimeOffset TakenAt => takenAt;

        public DateTimeOffset ResumedAt { get; set; }

        public TimeSpan DownAfter { get; private set; }

        public TimeSpan ConfirmedAfter { get; private set; }

        public bool Confirmed => ConfirmedAfter > TimeSpan.Zero;

        public void Notice(TargetView target)
        {
            var now = TimeProvider.System.GetUtcNow();
            if (target.Verdict == "down" && DownAfter == TimeSpan.Zero)
                DownAfter = now - takenAt;

            if (target.IsDownWith(reason) && !Confirmed)
                ConfirmedAfter = now - takenAt;
        }
    }
}
