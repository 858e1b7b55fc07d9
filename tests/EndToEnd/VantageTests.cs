namespace Ringback.Tests.EndToEnd;

/// <summary>The canaries of every region are taken away, with a target and without one: nobody is blamed for it.</summary>
[Collection(ServicesCollection.Name)]
public sealed class VantageTests(ServicesFixture services, ITestOutputHelper output)
{
    private static readonly string[] Canaries = ["canary-ntp", "canary-web"];

    [Fact]
    public async Task Without_its_canaries_a_vantage_point_convicts_nobody_and_with_them_it_does_at_once()
    {
        await services.Product.UntilAsync("every target up before the outage", ServicesFixture.AllUp);
        var downs = new List<string>();
        await StopAsync([.. Canaries, "nginx"]);
        var stopped = TimeProvider.System.GetTimestamp();
        await services.Product.UntilAsync(
            "every region calls every target unknown, itself offline",
            targets =>
            {
                downs.AddRange(
                    targets
                        .Values.Where(t =>
                            t.Verdict is "down" or "partial" || t.Regions.Values.Any(r => r.State == "down")
                        )
                        .Select(t => $"{t}")
                );
                return ServicesFixture
                    .AskedOften(targets)
                    .All(t => t.Regions.Values.All(r => r.Reason == "vantage_offline"));
            }
        );
        output.WriteLine($"offline everywhere after {Since(stopped):F1} s");
        Assert.Empty(downs);

        await ResumeAsync(Canaries);
        var back = TimeProvider.System.GetTimestamp();
        await services.Product.UntilAsync(
            "the web server down, all others up",
            targets =>
                ServicesFixture
                    .AskedOften(targets)
                    .All(t => t.Kind == "https" ? t.IsDownWith("connection_refused") : t.IsUpEverywhere)
        );
        output.WriteLine($"canaries back: the truth everywhere after {Since(back):F1} s");
        await ResumeAsync(["nginx"]);
        await services.Product.UntilAsync("every target up after the outage", ServicesFixture.AllUp);
    }

    private async Task StopAsync(IEnumerable<string> servers)
    {
        foreach (var server in servers)
            await services.Product.Lab.StopAsync(server);
    }

    private async Task ResumeAsync(IEnumerable<string> servers)
    {
        foreach (var server in servers)
            await services.Product.Lab.ResumeAsync(server, TestContext.Current.CancellationToken);
    }

    private static double Since(long timestamp) => TimeProvider.System.GetElapsedTime(timestamp).TotalSeconds;
}
