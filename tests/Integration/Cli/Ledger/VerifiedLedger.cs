using Ringback.Aggregator.Statements;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Catalogs;
using Ringback.Store.Objectives;
using Ringback.Store.Statements;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Cli.Ledger;

/// <summary>A ledger with something in every derived column: random results in random order, work announced late, a region that fails alone, a closed month and its amendment.</summary>
internal sealed class VerifiedLedger : IAsyncDisposable
{
    private VerifiedLedger(Centre centre) => Centre = centre;

    public Centre Centre { get; }

    public static async Task<VerifiedLedger> CreateAsync(LabFixture lab)
    {
        var ledger = new VerifiedLedger(await Centre.StartAsync(lab, Promised()));
        await ledger.FillAsync();
        return ledger;
    }

    /// <summary>The month is closed, its statement written, and then amended for one late result.</summary>
    public async Task CloseMonthAsync()
    {
        Centre.SetTime(Instant.From(new DateTimeOffset(2026, 11, 6, 12, 0, 0, TimeSpan.Zero)));
        while (
            await Centre.Derivations.TouchDueAsync(Instant.Now(Centre.Time), TestContext.Current.CancellationToken) > 0
        )
            await Centre.DeriveAsync(); // some hours at a time

        await WriteStatementsAsync();
        var late = Samples.Noon + TimeSpan.FromMinutes(215);
        await Centre.IngestAsync([Samples.Result("pbx", "brno", late), Samples.Result("web", "brno", late)]);
        await Centre.DeriveAsync();
        await WriteStatementsAsync();
    }

    public async Task WriteStatementsAsync() =>
        await new StatementWriter(
            new StatementLedger(Centre.Database.Source),
            new CatalogVersions(Centre.Database.Source),
            new StatementMaker(new SubjectReads(Centre.Database.Source), new RunReads(Centre.Database.Source)),
            Centre.Time
        ).RunAsync(TestContext.Current.CancellationToken);

    public Task<(int Code, string Output)> VerifyAsync(Window? window = null, string? target = null) =>
        Centre.VerifyAsync(window, target);

    public ValueTask DisposeAsync() => Centre.DisposeAsync();

    private async Task FillAsync()
    {
        var random = new Random(7);
        var results = Enumerable
            .Range(0, 200)
            .SelectMany(_ => Samples.Regions, (minute, region) => (minute, region))
            .SelectMany(_ => new[] { "pbx", "web" }, (run, target) => (run.minute, run.region, target))
            .Where(_ => random.Next(8) > 0)
            .Select(run =>
                Samples.Result(
                    run.target,
                    run.region,
                    Samples.Noon + TimeSpan.FromMinutes(run.minute),
                    run.minute is >= 100 and < 110 ? Outcome.Down
                        : run.minute is >= 150 and < 170 ? (run.region == "prague" ? Outcome.Down : Outcome.Up)
                        : (Outcome)(1 + Math.Min(3, random.Next(6) * random.Next(2)))
                )
            )
            .OrderBy(_ => random.Next())
            .ToList();
        Centre.SetTime(Samples.Noon + TimeSpan.FromMinutes(201));
        foreach (var chunk in results.Chunk(300))
        {
            await Centre.IngestAsync(chunk);
            await Centre.DeriveAsync();
        }

        // One that is not yet enough, as the last of all.
        var last = Samples.Noon + TimeSpan.FromMinutes(200);
        await Centre.IngestAsync([Samples.Result("pbx", "brno", last, Outcome.Down)]);
        var work = new MaintenanceWindow(
            "work",
            "Work",
            new OneOff(Samples.Noon + TimeSpan.FromMinutes(30), Samples.Noon + TimeSpan.FromMinutes(50)),
            ["pbx"],
            []
        );
        await Centre.ApplyAsync(Promised() with { Maintenance = [work] });
        await Centre.DeriveAsync();
    }

    private static Catalog Promised() =>
        Samples.Catalog() with
        {
            Objectives =
            [
                new Objective
                {
                    Id = "pbx-month",
                    Goal = 0.999m,
                    Targets = ["pbx"],
                    Zone = "Europe/Prague",
                },
            ],
        };
}
