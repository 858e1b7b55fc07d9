using System.Text.Json;
using Npgsql;
using Ringback.Aggregator.Statements;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla.Statements;
using Ringback.Store.Catalogs;
using Ringback.Store.Objectives;
using Ringback.Store.Statements;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Aggregator.Statements;

/// <summary>October 2026 in Prague, of a target that lived for ten minutes of it, three of them down.</summary>
public sealed class StatementTests(LabFixture lab) : IAsyncLifetime
{
    /// <summary>Midnight of 6 November in Prague: five days after the month's end.</summary>
    private static readonly Instant Due = At(0) + new TimeSpan(31, 11, 0, 0);

    private Centre _centre = null!;

    public async ValueTask InitializeAsync() => _centre = await Centre.StartAsync(lab, Promised());

    public ValueTask DisposeAsync() => _centre.DisposeAsync();

    [Fact]
    public async Task A_closed_month_is_written_once_five_days_after_its_end()
    {
        await LiveAsync();
        _centre.SetTime(Due - TimeSpan.FromMicroseconds(1));
        Assert.Equal(new StatementNews(0, 0), await RunAsync());

        _centre.SetTime(Due);
        Assert.Equal(new StatementNews(2, 0), await RunAsync());
        Assert.Equal(new StatementNews(0, 0), await RunAsync());

        var statement = await ReadAsync("pbx-month");
        Assert.Equal(
            (
                "2026-10",
                Instant.From(new(2026, 9, 30, 22, 0, 0, TimeSpan.Zero)),
                Instant.From(new(2026, 10, 31, 23, 0, 0, TimeSpan.Zero))
            ),
            (statement.Period, statement.From, statement.To)
        );
        Assert.Equal(statement.To, statement.CompleteTo);
        Assert.Equal(
            (600, 180, 0),
            (Measured(statement), statement.Figures.DownSeconds, statement.Figures.UnknownSeconds)
        );
        Assert.Equal((0.7m, 1m), (statement.Figures.Availability, statement.Figures.Coverage));
        Assert.Equal(
            (30, 21, 0.7m),
            (statement.Figures.ValidRuns, statement.Figures.GoodRuns, statement.Figures.SuccessRatio)
        );
        Assert.Equal(
            (0.6m, -179.4m, false),
            (statement.Figures.ErrorBudget, statement.Figures.BudgetRemaining, statement.Figures.Kept)
        );
        var incident = Assert.Single(statement.Incidents);
        Assert.Equal((At(3), At(6), 180), (incident.From, incident.To, incident.DownSeconds));
        Assert.Equal(new KnownIncident("pbx", At(3), At(6), Reason.Timeout), Assert.Single(incident.Known));
        Assert.Empty(statement.Exclusions);
        Assert.Empty(statement.Gaps);
        Assert.Equal(RulesVersion.Current, statement.Rules);

        // Of calls, which are as bad as the worst target, so many of the valid runs must be good: 51 of 60.
        var runs = await ReadAsync("calls-runs");
        Assert.Equal(
            (60, 51, 0.85m, true),
            (runs.Figures.ValidRuns, runs.Figures.GoodRuns, runs.Figures.SuccessRatio, runs.Figures.Kept)
        );
    }

    [Fact]
    public async Task Late_data_is_an_amendment_beside_it()
    {
        await LiveAsync();
        _centre.SetTime(Due);
        await RunAsync();
        var written = (await RowsAsync("pbx-month")).Body;

        // Two regions say now that it was down for a minute more.
        await _centre.IngestAsync(
            Samples.Regions.Take(2).Select(region => Samples.Result("pbx", region, At(6.5), Outcome.Down))
        );
        await _centre.IngestAsync(
            Samples.Regions.Take(2).Select(region => Samples.Result("pbx", region, At(6.6), Outcome.Down))
        );
        await _centre.DeriveAsync();
        Assert.Equal(new StatementNews(0, 2), await RunAsync());
        Assert.Equal(new StatementNews(0, 0), await RunAsync());

        var row = await RowsAsync("pbx-month");
        Assert.Equal(written, row.Body);
        var amendment = Assert.Single(row.Amendments);
        Assert.Equal(1, amendment.Number);
        var after = Read(amendment.Body);
        Assert.Equal(
            (600, 210, 34, 21),
            (Measured(after), after.Figures.DownSeconds, after.Figures.ValidRuns, after.Figures.GoodRuns)
        );
        Assert.Equal(2, after.Incidents.Count);
    }

    [Fact]
    public async Task A_window_declared_afterwards_is_one_too_and_the_terms_stay_those_of_the_statement()
    {
        await LiveAsync();
        _centre.SetTime(Due);
        await RunAsync();

        var stricter = Promised().Objectives.Select(objective => objective with { Goal = 0.99999m });
        await _centre.ApplyAsync(
            Gone() with
            {
                Objectives = [.. stricter],
                Maintenance = [new("night", "Night", new OneOff(At(4), At(8)), ["pbx"], [])],
            }
        );
        await _centre.DeriveAsync();
        await RunAsync();

        var after = Read(Assert.Single((await RowsAsync("pbx-month")).Amendments).Body);
        Assert.Equal(
            (0.999m, 240, 60),
            (after.Objective.Goal, after.Figures.MaintenanceSeconds, after.Figures.DownSeconds)
        );
        var exclusion = Assert.Single(after.Exclusions);
        Assert.Equal((At(4), At(8), "night"), (exclusion.From, exclusion.To, Assert.Single(exclusion.Work).Id));
    }

    [Fact]
    public async Task Nobody_can_change_what_is_written()
    {
        await LiveAsync();
        _centre.SetTime(Due);
        await RunAsync();

        foreach (var change in new[] { "update statement set body = '{}'", "delete from statement" })
        {
            var error = await Assert.ThrowsAsync<PostgresException>(() => _centre.Database.RowsAsync(change));
            Assert.Contains("never changed", error.MessageText, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_order_of_arrival_gives_the_same_bytes()
    {
        await LiveAsync();
        _centre.SetTime(Due);
        await RunAsync();

        await using var other = await Centre.StartAsync(lab, Promised());
        other.SetTime(At(10) - TimeSpan.FromSeconds(1));
        foreach (var chunk in Lived().OrderBy(run => run.ScheduledAt.Microseconds * 7 % 1_000_003).Chunk(7))
        {
            await other.IngestAsync(chunk.Concat(chunk.Take(3)));
            await other.DeriveAsync();
        }

        await EndAsync(other);
        other.SetTime(Due);
        await RunAsync(other);

        foreach (var objective in new[] { "pbx-month", "calls-runs" })
            Assert.Equal((await RowsAsync(objective)).Body, (await RowsAsync(objective, other)).Body);
    }

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
                new Objective
                {
                    Id = "calls-runs",
                    Components = ["calls"],
                    Basis = ObjectiveBasis.SuccessRatio,
                    Goal = 0.85m,
                    Zone = "Europe/Prague",
                },
                new Objective
                {
                    Id = "rolling",
                    Components = ["calls"],
                    Goal = 0.85m,
                    Window = TimeSpan.FromDays(30),
                    Zone = "Europe/Prague",
                },
            ],
        };

    /// <summary>Its targets are not watched any more; what was promised of them is.</summary>
    private static Catalog Gone() =>
        Promised() with
        {
            Targets = [Samples.Target("other")],
            Components = [new Component("calls", "Calls", null, ["other"])],
        };

    private static IEnumerable<ProbeResult> Lived() =>
        [.. Runs("pbx", 0, 3), .. Runs("pbx", 3, 6, Outcome.Down), .. Runs("pbx", 6, 10), .. Runs("web", 0, 10)];

    private async Task LiveAsync()
    {
        _centre.SetTime(At(10) - TimeSpan.FromSeconds(1));
        await _centre.IngestAsync(Lived());
        await _centre.DeriveAsync();
        await EndAsync(_centre);
    }

    private static async Task EndAsync(Centre centre)
    {
        centre.SetTime(At(10));
        await centre.ApplyAsync(Gone());
        await centre.DeriveAsync();
    }

    private async Task<StatementNews?> RunAsync(Centre? centre = null)
    {
        centre ??= _centre;
        var database = centre.Database.Source;
        var writer = new StatementWriter(
            new StatementLedger(database),
            new CatalogVersions(database),
            new StatementMaker(new SubjectReads(database), new RunReads(database)),
            centre.Time
        );
        return await writer.RunAsync(TestContext.Current.CancellationToken);
    }

    private async Task<Statement> ReadAsync(string objective) => Read((await RowsAsync(objective)).Body);

    private async Task<StatementRow> RowsAsync(string objective, Centre? centre = null) =>
        Assert.Single(
            await new StatementReads((centre ?? _centre).Database.Source).ReadAsync(
                new StatementFilter(objective, null),
                TestContext.Current.CancellationToken
            )
        );

    private static Statement Read(string body) => JsonSerializer.Deserialize(body, StatementJson.Default.Statement)!;

    private static decimal Measured(Statement statement) => statement.Figures.MeasuredSeconds;
}
