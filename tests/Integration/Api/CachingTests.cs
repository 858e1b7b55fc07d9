using System.Net;
using Ringback.Model;
using Ringback.Store.Retention;
using Ringback.Tests.Integration.Api.Docs;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

/// <summary>How long answers may be kept: for ever only what can change no more.</summary>
public sealed class CachingTests(LabFixture lab) : IAsyncLifetime
{
    private const string Immutable = "private, max-age=31536000, immutable";
    private const string Window = "from=2026-10-05T12:00:00Z&to=2026-10-05T13:00:00Z";
    private static readonly TimeSpan Years = TimeSpan.FromDays(800);
    private ApiServer _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync(lab, Samples.Catalog());
        await _api.Centre.SeedOutageAsync();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData($"/v1/targets/pbx/availability?{Window}")]
    [InlineData($"/v1/targets/pbx/availability?{Window}&resolution=minute&format=csv")]
    [InlineData("/v1/targets/pbx/availability?period=2026-10&zone=Europe/Prague&resolution=day")]
    [InlineData($"/v1/targets/pbx/timeline?{Window}")]
    [InlineData($"/v1/targets/pbx/latency?{Window}&resolution=hour")]
    [InlineData($"/v1/targets/pbx/quality?{Window}")]
    public async Task A_window_may_be_kept_for_ever_once_neither_late_data_nor_work_declared_afterwards_can_change_it(
        string path
    )
    {
        Assert.Equal("no-cache", await CachingAsync(path));

        await PassAsync(Years);
        Assert.Equal("no-cache", await CachingAsync(path)); // a late result would still be taken

        await SealAsync();
        Assert.Equal(Immutable, await CachingAsync(path));
        Assert.Equal("no-cache", await CachingAsync(path.Replace("pbx", "nobody", StringComparison.Ordinal)));
        Assert.Equal("no-cache", await CachingAsync(path + "&fields=nonsense"));
    }

    [Theory]
    [InlineData("/v1/targets/pbx/availability?period=2026-10")] // in the catalog's zone, which may be another tomorrow
    [InlineData($"/v1/targets/pbx/availability?{Window}&resolution=day")]
    [InlineData("/v1/targets/pbx/availability?from=2026-10-05T12:00:00Z&to=2028-12-01T00:00:00Z")]
    [InlineData($"/v1/targets/web/availability?{Window}")] // somebody brings its history
    [InlineData($"/v1/targets/pbx/results?{Window}")] // they are dropped one day
    [InlineData($"/v1/incidents?{Window}")]
    public async Task What_may_mean_something_else_tomorrow_is_asked_about_each_time(string path)
    {
        await PassAsync(Years);
        await SealAsync();
        await ExecuteAsync("insert into backfill (target, used_at) select id, now() from target where slug = 'web'");

        Assert.Equal("no-cache", await CachingAsync(path));
    }

    [Fact]
    public async Task Work_can_be_declared_up_to_the_bound_that_the_rule_names_and_not_beyond()
    {
        await SealAsync();
        await PassAsync(TimeSpan.FromDays(731) + TimeSpan.FromMinutes(59));
        Assert.Equal("no-cache", await CachingAsync($"/v1/targets/pbx/timeline?{Window}"));
        await PassAsync(TimeSpan.FromDays(731) + TimeSpan.FromMinutes(60));
        Assert.Equal(Immutable, await CachingAsync($"/v1/targets/pbx/timeline?{Window}"));
    }

    [Theory]
    [InlineData($"/v1/targets/pbx/availability?{Window}")]
    [InlineData($"/v1/availability?{Window}&resolution=minute")]
    [InlineData($"/v1/targets/pbx/timeline?{Window}")]
    [InlineData($"/v1/targets/pbx/latency?{Window}")]
    [InlineData("/v1/targets?")]
    [InlineData("/v1/sla?")]
    public async Task An_export_has_a_tag_and_is_not_sent_again_while_nothing_of_it_changed(string path)
    {
        foreach (var form in new[] { "csv", "ndjson", "parquet" })
        {
            using var first = await GetAsync($"{path}&format={form}", null);
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            using var again = await GetAsync($"{path}&format={form}", first.Headers.ETag!.ToString());
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Equal(first.Headers.ETag, again.Headers.ETag);
            Assert.Empty(await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task An_exports_tag_changes_with_its_figures_its_form_and_its_columns()
    {
        const string Path = $"/v1/availability?{Window}";
        var tags = new List<string>();
        foreach (var more in new[] { "&format=csv", "&format=ndjson", "&format=csv&fields=target,down_seconds" })
        {
            using var response = await GetAsync(Path + more, null);
            tags.Add(response.Headers.ETag!.ToString());
        }

        await _api.Centre.IngestAsync(Runs("web", 11, 14, Ringback.Model.Results.Outcome.Down));
        _api.Centre.SetTime(At(14.5));
        await _api.Centre.DeriveAsync();
        using var later = await GetAsync(Path + "&format=csv", null);
        tags.Add(later.Headers.ETag!.ToString());

        Assert.Equal(4, tags.Distinct().Count());
    }

    [Fact]
    public async Task Lists_that_things_are_only_added_to_say_when_that_last_was()
    {
        await using var api = await ExampleLedger.StartAsync(lab);
        using var statements = await api.Http.GetAsync("/v1/statements", TestContext.Current.CancellationToken);
        using var targets = await api.Http.GetAsync("/v1/targets", TestContext.Current.CancellationToken);

        var listed = await api.GetAsync("/v1/statements");
        var amended = listed.GetProperty("statements")[0].GetProperty("amendments")[0];
        Assert.True(Instant.TryParse(amended.GetProperty("written_at").GetString(), out var written));
        Assert.Equal(written.ToDateTimeOffset(), statements.Content.Headers.LastModified);
        Assert.Null(targets.Content.Headers.LastModified); // a target that is taken out leaves no date
    }

    private Task PassAsync(TimeSpan after)
    {
        _api.Centre.SetTime(Samples.Noon + after);
        return Task.CompletedTask;
    }

    private Task SealAsync() =>
        new RetentionLedger(_api.Centre.Database.Source).SealAsync(
            Samples.Noon + TimeSpan.FromDays(60),
            TestContext.Current.CancellationToken
        );

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _api.Centre.Database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> CachingAsync(string path)
    {
        using var response = await GetAsync(path, null);
        return response.Headers.NonValidated["Cache-Control"].ToString();
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await _api.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
