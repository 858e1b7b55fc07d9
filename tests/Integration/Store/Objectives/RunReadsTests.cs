using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Objectives;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Store.Objectives;

public sealed class RunReadsTests(LabFixture lab)
{
    private static readonly Window Hour = new(At(0), At(60));

    [Theory]
    [InlineData(ObjectiveBasis.SuccessRatio)]
    [InlineData(ObjectiveBasis.CallQuality)]
    public async Task Of_a_region_that_is_removed_and_added_again_runs_and_hours_count_the_same(ObjectiveBasis basis)
    {
        await using var centre = await Centre.StartAsync(lab, Catalog(Samples.Regions));
        centre.SetTime(At(20));
        await centre.ApplyAsync(Catalog(["brno", "frankfurt"]));
        centre.SetTime(At(40));
        await centre.ApplyAsync(Catalog(Samples.Regions));

        // Prague's worker had not heard of it: it went on, and saw the target down all the while.
        centre.SetTime(At(59.5));
        await centre.IngestAsync(
            Runs("pbx", 0, 20),
            Runs("pbx", 20, 40).Where(run => run.Region != "prague"),
            Runs("pbx", 20, 40, Outcome.Down).Where(run => run.Region == "prague"),
            Runs("pbx", 40, 60)
        );
        await centre.DeriveAsync();
        var fromRuns = await CountAsync(centre, basis);
        centre.SetTime(At(180));
        await centre.DeriveAsync();
        await centre.Database.RowsAsync("delete from result");
        var fromHours = await CountAsync(centre, basis);

        Assert.Equal((160, 0), (fromRuns!.Value.Up, fromRuns.Value.Down));
        Assert.Equal(fromHours, fromRuns);
    }

    private static Catalog Catalog(IReadOnlyList<string> regions) =>
        Samples.Catalog(Samples.Target("pbx") with { Regions = regions });

    private static async Task<RunCounts?> CountAsync(Centre centre, ObjectiveBasis basis)
    {
        var objective = new Objective
        {
            Id = "runs",
            Targets = ["pbx"],
            Goal = 0.999m,
            Zone = "Europe/Prague",
            Basis = basis,
        };
        var facts = await new SubjectReads(centre.Database.Source).ReadAsync(
            new SubjectQuestion(["pbx"], [], Hour, Beneath: false),
            Instant.Now(centre.Time),
            TestContext.Current.CancellationToken
        );
        return await new RunReads(centre.Database.Source).CountAsync(
            ObjectiveTerms.Of(objective, Samples.Catalog()),
            facts,
            Hour,
            calls: basis == ObjectiveBasis.CallQuality,
            TestContext.Current.CancellationToken
        );
    }
}
