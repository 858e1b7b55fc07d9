using System.Net;
using Npgsql;
using Ringback.Store;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.ProbeWorker;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Api;

/// <summary>Connections to the database break, new ones too, until it is back: what a restart of Postgres looks like from here.</summary>
public sealed class LedgerAwayTests(LabFixture lab) : IAsyncLifetime
{
    private CuttableRelay _relay = null!;
    private NpgsqlDataSource _ledger = null!;
    private ApiServer _api = null!;

    public async ValueTask InitializeAsync()
    {
        var centre = await Centre.StartAsync(lab, Samples.Catalog());
        var direct = new NpgsqlConnectionStringBuilder(centre.Database.ConnectionString);
        _relay = new CuttableRelay(new UriBuilder("tcp", direct.Host, direct.Port).Uri);
        direct.Host = _relay.Uri.Host;
        direct.Port = _relay.Uri.Port;
        _ledger = Database.Open(direct.ConnectionString, "test");
        _api = await ApiServer.StartAsync(centre, _ledger);
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _ledger.DisposeAsync();
        await _relay.DisposeAsync();
    }

    [Fact]
    public async Task While_the_database_is_away_answers_say_so_and_afterwards_all_is_as_before()
    {
        await _api.GetAsync("/v1/status");
        _relay.Cut();

        foreach (var path in new[] { "/v1/status", "/v1/targets", "/v1/targets/pbx/results", "/v1/incidents" })
        {
            using var response = await _api.Http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
            Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain("Npgsql", body, StringComparison.Ordinal);
        }

        using (var page = await _api.Http.GetAsync("/", TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
            Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
            Assert.NotNull(page.Headers.RetryAfter);
            Assert.Contains(
                "Status is unavailable",
                await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal
            );
        }

        _relay.Mend();
        await _api.GetAsync("/v1/status");
    }
}
