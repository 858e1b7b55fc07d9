using Ringback.Aggregator.Statements;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Store.Alerts;
using Ringback.Store.Catalogs;
using Ringback.Store.Objectives;
using Ringback.Store.Statements;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Api.Security;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api.Docs;

/// <summary>
/// What the document's examples are of: pbx is down on October 5th from 12:03 to 12:06, October is a written statement, work was declared
/// afterwards, and ten minutes of the 7th of November are up.
/// </summary>
internal static class ExampleLedger
{
    private static readonly TimeSpan Later = TimeSpan.FromDays(33);

    public static async Task<ApiServer> StartAsync(LabFixture lab)
    {
        var api = await ApiServer.StartAsync(lab, Promised());
        await api.Centre.SeedOutageAsync();
        api.Centre.SetTime(At(0) + Later);
        await WriteStatementsAsync(api.Centre);
        await api.Centre.ApplyAsync(
            Promised() with
            {
                Maintenance =
                [
                    new("day", "New cables", new OneOff(At(7), At(8)), ["web"], []),
                    new("night", "New release", new OneOff(At(5), At(6)), ["pbx"], []),
                ],
            }
        );
        await api.Centre.DeriveAsync();
        await WriteStatementsAsync(api.Centre);
        api.Centre.SetTime(At(10.5) + Later);
        await api.Centre.IngestAsync(new[] { "pbx", "web" }.Select(target => Runs(target, 0, 11).Select(Then)));
        await api.Centre.DeriveAsync();
        await new Silences(api.Centre.Database.Source, api.Centre.Time).AddAsync(
            new SilenceMatch("web", null, "certificate_expiring"),
            At(60) + Later,
            "The new certificate is ordered",
            SecuredApi.Tester,
            TestContext.Current.CancellationToken
        );
        return api;
    }

    private static ProbeResult Then(ProbeResult result) =>
        result with
        {
            ScheduledAt = result.ScheduledAt + Later,
            StartedAt = result.StartedAt + Later,
        };

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

    /// <summary>What has been due for a while.</summary>
    public static async Task WriteStatementsAsync(Centre centre)
    {
        var database = centre.Database.Source;
        await new StatementWriter(
            new StatementLedger(database),
            new CatalogVersions(database),
            new StatementMaker(new SubjectReads(database), new RunReads(database)),
            centre.Time
        ).RunAsync(TestContext.Current.CancellationToken);
    }
}
