using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Ringback.Tests.EndToEnd;

/// <summary>Over the broker: three workers, each a process.</summary>
[Collection(ServicesCollection.Name)]
public sealed class RunNowOverTheBrokerTests(ServicesFixture services, ITestOutputHelper output) : RunNowTests(output)
{
    internal override Product Product => services.Product;
}

[Collection(OneProcessCollection.Name)]
public sealed class RunNowInOneProcessTests(OneProcessFixture one, ITestOutputHelper output) : RunNowTests(output)
{
    internal override Product Product => one.Product;
}

/// <summary>Somebody wants to know now: from the request to the worker and back.</summary>
public abstract class RunNowTests(ITestOutputHelper output)
{
    internal abstract Product Product { get; }

    [Fact]
    public async Task A_check_by_hand_is_told_as_each_region_answers_and_no_secret_is_told_anywhere()
    {
        var product = Product;
        var key = await File.ReadAllTextAsync(
            Path.Combine(product.Lab.Folder, "admin.key"),
            TestContext.Current.CancellationToken
        );
        var canaries = product
            .Lab.Variables.Where(each => each.Key.StartsWith("LAB_", StringComparison.Ordinal))
            .Where(each =>
                each.Key.Contains("PASSWORD", StringComparison.Ordinal)
                || each.Key.Contains("SECRET", StringComparison.Ordinal)
            )
            .Select(each => each.Value)
            .Append(key[^64..])
            .ToList();
        Assert.True(canaries.Count > 1, "the lab has passwords");
        await product.UntilAsync("every target up", ServicesFixture.AllUp);

        var began = TimeProvider.System.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/targets/turn/runs")
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await product.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var told = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        output.WriteLine($"{TimeProvider.System.GetElapsedTime(began).TotalMilliseconds:F0} ms");
        Assert.True(answer.IsSuccessStatusCode, told);
        var results = told.Split("event: result\n").Length - 1;
        var end = JsonNode.Parse(told[(told.LastIndexOf("data: ", StringComparison.Ordinal) + 6)..])!;
        Assert.Empty(end["missing"]!.AsArray());
        Assert.Equal(3, results);
        Assert.All(end["results"]!.AsArray(), each => Assert.Equal("manual", (string)each!["trigger"]!));
        Assert.All(end["results"]!.AsArray(), each => Assert.Equal("up", (string)each!["outcome"]!));

        using (
            var nobody = await product.Http.PostAsync(
                "/v1/targets/turn/runs",
                null,
                TestContext.Current.CancellationToken
            )
        )
            Assert.Equal(401, (int)nobody.StatusCode);

        var metrics = await product.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        string[] pages =
        [
            "/",
            "/v1/status",
            "/v1/targets",
            "/v1/targets/turn/results",
            "/v1/catalog",
            "/v1/keys",
            "/v1/audit",
            "/openapi/v1.json",
        ];
        var everything = new StringBuilder(metrics).Append(told).Append(product.Output);
        foreach (var page in pages)
        {
            using var get = new HttpRequestMessage(HttpMethod.Get, page);
            get.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var got = await product.Http.SendAsync(get, TestContext.Current.CancellationToken);
            everything.Append(await got.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        foreach (var (_, log) in await ServiceLogs.ReadAsync(product))
            everything.Append(log);

        everything.Append(await Ledger.EverythingAsync(product.Lab.Variables["RINGBACK_DATABASE"]));
        var text = everything.ToString();
        Assert.Contains("turn", text, StringComparison.Ordinal);
        Assert.DoesNotContain(canaries, canary => text.Contains(canary, StringComparison.Ordinal));
    }
}
