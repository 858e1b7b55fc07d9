using Ringback.Model.Access;
using Ringback.Tests.Integration.Api.Security;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Api.Writes;

public sealed class IncidentUpdatesTests(LabFixture lab) : IAsyncLifetime
{
    private SecuredApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await SecuredApi.StartAsync(lab);
        await _api.Centre.SeedOutageAsync();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task What_people_write_stands_in_the_feeds_beside_what_was_measured_and_changes_no_figure()
    {
        var before = await _api.Centre.IncidentsAsync();
        var incident = await IncidentAsync();
        await SecuredApi.JsonAsync(await WriteAsync(incident, "monitoring", "We watch it."), 409); // it is over
        var written = await SecuredApi.JsonAsync(
            await WriteAsync(incident, "resolved", "A line card <b>failed</b>; it was replaced."),
            201
        );
        Assert.StartsWith("key:", written.GetProperty("actor").GetString()!, StringComparison.Ordinal);

        _api.Centre.SetTime(Samples.Noon + TimeSpan.FromMinutes(30));
        var feed = await _api.Server.GetAsync("/api/v2/incidents.json");
        var told = feed.GetProperty("incidents")
            .EnumerateArray()
            .Single(each => each.GetProperty("id").GetString() == incident);
        var newest = told.GetProperty("incident_updates")[0];
        Assert.Equal("A line card <b>failed</b>; it was replaced.", newest.GetProperty("body").GetString());
        Assert.Equal("resolved", told.GetProperty("status").GetString());
        Assert.Equal(before, await _api.Centre.IncidentsAsync());

        var atom = await _api.Server.Http.GetStringAsync("/history.atom", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<b>failed", atom, StringComparison.Ordinal);
        Assert.Contains("failed", atom, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gone", "text", "status")]
    [InlineData("resolved", " ", "body")]
    [InlineData("resolved", "a\u0007b", "body")]
    public async Task A_mistake_names_the_member(string status, string body, string member)
    {
        var problem = await SecuredApi.JsonAsync(await WriteAsync(await IncidentAsync(), status, body), 400);
        Assert.Equal(member, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    private async Task<string> IncidentAsync()
    {
        var listed = await SecuredApi.JsonAsync(
            await _api.SendAsync(
                HttpMethod.Get,
                "/v1/incidents?part_of=none&from=2026-10-05T00:00:00Z&to=2026-10-06T00:00:00Z",
                Role.Viewer
            ),
            200
        );
        return listed.GetProperty("incidents")[0].GetProperty("id").GetString()!;
    }

    private Task<HttpResponseMessage> WriteAsync(string incident, string status, string body) =>
        _api.SendAsync(HttpMethod.Post, $"/v1/incidents/{incident}/updates", Role.Operator, new { status, body });
}
