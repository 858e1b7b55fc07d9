using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Ringback.Aggregator.Statements;
using Ringback.Model.Catalogs;
using Ringback.Store.Catalogs;
using Ringback.Store.Objectives;
using Ringback.Store.Statements;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

/// <summary>October of pbx, written down, and amended once by a window that was declared afterwards.</summary>
public sealed class StatementsTests(LabFixture lab) : IAsyncLifetime
{
    private ApiServer _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync(lab, Promised());
        await _api.Centre.SeedOutageAsync();
        _api.Centre.SetTime(At(0) + TimeSpan.FromDays(33));
        await WriteAsync();
        await _api.Centre.ApplyAsync(
            Promised() with
            {
                Maintenance = [new("night", "Night", new OneOff(At(3), At(4)), ["pbx"], [])],
            }
        );
        await _api.Centre.DeriveAsync();
        await WriteAsync();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_statement_is_given_out_as_it_was_written_with_what_was_amended_since()
    {
        var one = await _api.GetAsync("/v1/statements/pbx-month/2026-10");

        Assert.Equal(
            (await _api.Centre.Database.RowsAsync("select body from statement")).Single(),
            one.GetProperty("statement").GetRawText()
        );
        var figures = one.GetProperty("statement").GetProperty("figures");
        Assert.Equal(180, figures.GetProperty("down_seconds").GetDecimal());
        var amendment = Assert.Single(one.GetProperty("amendments").EnumerateArray());
        Assert.Equal(1, amendment.GetProperty("number").GetInt32());
        var amended = amendment.GetProperty("statement").GetProperty("figures");
        Assert.Equal(120, amended.GetProperty("down_seconds").GetDecimal());
        Assert.Equal(60, amended.GetProperty("maintenance_seconds").GetDecimal());
    }

    [Fact]
    public async Task A_list_has_all_but_the_lists_within_which_have_no_bound()
    {
        var one = JsonNode.Parse((await _api.GetAsync("/v1/statements/pbx-month/2026-10")).GetRawText())!.AsObject();
        var list = await _api.GetAsync("/v1/statements");

        foreach (var statement in new[] { one["statement"]!, one["amendments"]![0]!["statement"]! })
        {
            Assert.All(["exclusions", "incidents", "gaps"], name => Assert.True(statement.AsObject().Remove(name)));
            Assert.Equal(180, one["statement"]!["figures"]!["down_seconds"]!.GetValue<decimal>());
        }

        var head = Assert.Single(list.GetProperty("statements").EnumerateArray()).GetRawText();
        Assert.True(JsonNode.DeepEquals(one, JsonNode.Parse(head)), head);
    }

    [Theory]
    [InlineData("/v1/statements", true)]
    [InlineData("/v1/statements?format=csv", false)]
    [InlineData("/v1/statements/pbx-month/2026-10", true)]
    [InlineData("/v1/statements/pbx-month/2026-10?format=csv", false)]
    public async Task As_csv_it_is_a_line_and_one_for_each_amendment(string path, bool byHeader)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (byHeader)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var response = await _api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n");

        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(4, lines.Length);
        Assert.Equal("", lines[3]);
        var head = lines[0].Split(',');
        Assert.All(lines[1..3], line => Assert.Equal(head.Length, line.Split(',').Length));
        Assert.Equal("0 180", Cells(lines[1]));
        Assert.Equal("1 120", Cells(lines[2]));

        string Cells(string line) =>
            $"{line.Split(',')[head.IndexOf("amendment")]} {line.Split(',')[head.IndexOf("down_seconds")]}";
    }

    [Fact]
    public async Task The_page_can_be_printed_and_found()
    {
        var page = await _api.Http.GetStringAsync(
            "/statements/pbx-month/2026-10",
            TestContext.Current.CancellationToken
        );
        var list = await _api.Http.GetStringAsync("/statements", TestContext.Current.CancellationToken);

        Assert.Contains("Promise not kept", page, StringComparison.Ordinal);
        Assert.Contains("Amendment 1 of", page, StringComparison.Ordinal);
        Assert.Contains("2026-10-05 14:03:00", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/statements/pbx-month/2026-10\"", list, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/statements/pbx-month/2026-11")]
    [InlineData("/v1/statements/nobody/2026-10")]
    [InlineData("/v1/statements/pbx-month/2026")]
    [InlineData("/v1/statements/%3Cscript%3E/2026-10")]
    [InlineData("/statements/nobody/2026-10")]
    public async Task What_is_not_there_is_a_problem(string path) =>
        Assert.Equal(
            "No such statement",
            (await _api.GetAsync(path, HttpStatusCode.NotFound)).GetProperty("title").GetString()
        );

    private static Catalog Promised() =>
        Samples.Catalog() with
        {
            Objectives =
            [
                new Objective
                {
                    Id = "pbx-month",
                    Targets = ["pbx"],
                    Goal = 0.999m,
                    Zone = "Europe/Prague",
                },
            ],
        };

    private async Task WriteAsync()
    {
        var database = _api.Centre.Database.Source;
        var writer = new StatementWriter(
            new StatementLedger(database),
            new CatalogVersions(database),
            new StatementMaker(new SubjectReads(database), new RunReads(database)),
            _api.Centre.Time
        );
        await writer.RunAsync(TestContext.Current.CancellationToken);
    }
}
