using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Api.Security;
using Ringback.Tests.Integration.Lab;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

/// <summary>Whom a silence keeps from being called, what comes after it, and that it hides nothing.</summary>
public sealed class SilencesTests(LabFixture lab) : IAsyncLifetime
{
    private PagedApi _paged = null!;

    public async ValueTask InitializeAsync() => _paged = await PagedApi.StartAsync(lab);

    public ValueTask DisposeAsync() => _paged.DisposeAsync();

    [Theory]
    [InlineData("component", "calls", null)]
    [InlineData("component", "calls", "incident")]
    [InlineData(null, null, "incident")]
    public async Task What_stands_when_a_silence_is_over_is_told_then(string? matcher, string? id, string? kind)
    {
        await AddAsync(matcher, id, kind, 20);
        await DownAsync(3, 6);

        Assert.Empty(_paged.Posts);
        Assert.Equal("down", (await GetAsync("/v1/status")).GetProperty("verdict").GetString());
        Assert.Equal(
            "critical",
            (await GetAsync("/api/v2/summary.json")).GetProperty("status").GetProperty("indicator").GetString()
        );
        Assert.Equal(["silenced"], await OutcomesAsync());
        Assert.Empty(
            await _paged.Telling.Ledger.OpenAsync(
                Instant.Now(_paged.Api.Centre.Time),
                TestContext.Current.CancellationToken
            )
        );

        _paged.Api.Centre.SetTime(At(20));
        await _paged.TellAsync();

        Assert.Single(_paged.Posts);
        Assert.Equal(["taken", "silenced"], await OutcomesAsync());
        Assert.NotEmpty(
            await _paged.Telling.Ledger.OpenAsync(
                Instant.Now(_paged.Api.Centre.Time),
                TestContext.Current.CancellationToken
            )
        );
    }

    [Fact]
    public async Task What_is_over_before_the_silence_is_told_to_nobody()
    {
        await AddAsync("component", "calls", null, 20);
        await DownAsync(3, 6);
        await UpAsync(6, 9);
        _paged.Api.Centre.SetTime(At(20));
        await _paged.TellAsync();

        Assert.Empty(_paged.Posts);
        Assert.Equal(["silenced", "silenced"], await OutcomesAsync());
    }

    [Fact]
    public async Task The_end_of_what_was_told_is_told_whatever_is_silent()
    {
        await DownAsync(3, 6);
        Assert.Single(_paged.Posts);
        await AddAsync("component", "calls", null, 20);
        await UpAsync(6, 9);

        Assert.Equal(2, _paged.Posts.Count);
    }

    [Theory]
    [InlineData("component", "calls", "coverage_low")]
    [InlineData("target", "web", null)]
    public async Task Whatever_else_is_silent_an_incident_calls(string matcher, string id, string? kind)
    {
        await AddAsync(matcher, id, kind, 20);
        await DownAsync(3, 6);

        Assert.Single(_paged.Posts);
    }

    [Fact]
    public async Task Somebody_ends_it_and_the_audit_log_knows_who()
    {
        var id = await AddAsync("component", "calls", null, 20);
        await DownAsync(3, 6);
        using (var ended = await _paged.Api.SendAsync(HttpMethod.Delete, $"/v1/silences/{id}", Role.Operator))
            Assert.False((await SecuredApi.JsonAsync(ended, 200)).GetProperty("standing").GetBoolean());
        await _paged.TellAsync();

        Assert.Single(_paged.Posts);
        Assert.Empty((await GetAsync("/v1/silences?standing=true")).GetProperty("silences").EnumerateArray());
        var over = Assert.Single((await GetAsync("/v1/silences")).GetProperty("silences").EnumerateArray());
        Assert.Equal("2026-10-05T12:05:30Z", over.GetProperty("ends_at").GetString());
        var audit = (await GetAsync("/v1/audit", Role.Admin)).GetProperty("entries").EnumerateArray();
        Assert.Equal(
            [$"silence.end silence:{id}", $"silence.add silence:{id}"],
            audit.Select(entry => $"{entry.GetProperty("action")} {entry.GetProperty("subject")}").Take(2)
        );
    }

    [Theory]
    [InlineData("""{"until":"2026-10-05T13:00:00Z","reason":"x"}""", "kind")]
    [InlineData("""{"target":"pbx","component":"calls","until":"2026-10-05T13:00:00Z","reason":"x"}""", "component")]
    [InlineData("""{"target":"nobody","until":"2026-10-05T13:00:00Z","reason":"x"}""", "target")]
    [InlineData("""{"target":"pbx","until":"2026-10-05T12:00:00Z","reason":"x"}""", "until")]
    [InlineData("""{"target":"pbx","until":"2027-10-05T12:00:00Z","reason":"x"}""", "until")]
    [InlineData("""{"target":"pbx","until":"2026-10-05T13:00:00Z","reason":" "}""", "reason")]
    [InlineData("""{"kind":"verdict","until":"2026-10-05T13:00:00Z","reason":"x"}""", "kind")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        using var response = await _paged.Api.SendAsync(
            HttpMethod.Post,
            "/v1/silences",
            Role.Operator,
            JsonElement.Parse(body)
        );
        var problem = await SecuredApi.JsonAsync(response, 400);

        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    private async Task<string> AddAsync(string? matcher, string? id, string? kind, double until)
    {
        using var response = await _paged.Api.SendAsync(
            HttpMethod.Post,
            "/v1/silences",
            Role.Operator,
            new
            {
                target = matcher == "target" ? id : null,
                component = matcher == "component" ? id : null,
                kind,
                until = At(until).ToString(),
                reason = "New trunks are tried",
            }
        );
        return (await SecuredApi.JsonAsync(response, 201)).GetProperty("id").GetString()!;
    }

    private Task DownAsync(int from, int to) => _paged.RunAsync(from, to, Outcome.Down);

    private Task UpAsync(int from, int to) => _paged.RunAsync(from, to);

    private async Task<IEnumerable<string?>> OutcomesAsync() =>
        (await _paged.DeliveriesAsync()).Select(each => each.GetProperty("outcome").GetString());

    private Task<JsonElement> GetAsync(string path, Role role = Role.Viewer) => _paged.GetAsync(path, role);
}
