using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;
using Ringback.Store.Objectives;
using Ringback.Store.Timelines;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Store.Plans;

/// <summary>Statements that are run all day look each thing up, however many there are.</summary>
/// <remarks>Plans are kept by a connection: those of a database that was empty then must do when it is full.</remarks>
public sealed class PlanTests(LabFixture lab)
{
    private const int Targets = 300;
    private const int FirstTarget = 1000;

    /// <summary>Targets that a deriver writes at once.</summary>
    private const int Together = 16;

    /// <summary>Tables that grow with time, and by what they are to be looked up.</summary>
    private static readonly Dictionary<string, string[]> Keys = new()
    {
        ["result"] = ["target", "region", "scheduled_at"],
        ["packed_result"] = ["target"], // of which days there are any is asked by target
        ["region_fold"] = ["target", "region", "at"],
        ["region_state"] = ["target", "region", "at"],
        ["region_current"] = ["target"],
        ["blip"] = ["target", "region", "day"],
        ["rollup"] = ["target", "day"],
        ["verdict"] = ["target", "at"],
        ["component_verdict"] = ["component", "at"],
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static IReadOnlyList<View> ViewsOf(int targets) =>
        [
            .. Enumerable
                .Range(FirstTarget, targets)
                .SelectMany(target => new short[] { 1, 2, 3 }, (target, region) => new View(target, region)),
        ];

    [Fact]
    public async Task What_derivers_and_promises_read_is_looked_up_by_plans_of_an_empty_database_and_of_a_full_one()
    {
        await using var centre = await Centre.StartAsync(lab, Samples.Catalog());
        await LeaveAloneAsync(centre.Database);
        await centre.SeedOutageAsync();
        centre.SetTime(At(11.5));
        await centre.IngestAsync(Runs("pbx", 11, 12)); // somebody is to be claimed
        await using var plans = new PlanWatch(centre.Database);

        for (var time = 0; time < 12; time++) // by then statements are prepared, and their plans kept
            await ReadAsync(plans, centre, targets: 9);

        plans.Take();
        await FillAsync(centre.Database);
        await ReadAsync(plans, centre, Targets);
        var kept = plans.Take();
        await centre.Database.RowsAsync("analyze");
        await ReadAsync(plans, centre, Targets);
        var analyzed = plans.Take();

        Assert.All([kept, analyzed], all => Assert.Contains(all, plan => plan.Sql.Contains("region_fold", Ordinal)));
        AssertLookedUp(kept);
        AssertLookedUp(analyzed);
    }

    /// <summary>No vacuum of the server's own counts a few rows in between: plans would be those of a small database, not of an empty one.</summary>
    private static Task<List<string>> LeaveAloneAsync(TestDatabase database) =>
        database.RowsAsync(
            """
            do $$
            declare name regclass;
            begin
                for name in
                    select oid::regclass from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
                loop
                    execute format('alter table %s set (autovacuum_enabled = off)', name);
                end loop;
            end $$
            """
        );

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static void AssertLookedUp(IReadOnlyList<Plan> plans)
    {
        var scans = plans.SelectMany(plan => plan.Scans(Keys)).Distinct().ToList();
        Assert.True(scans.Count == 0, string.Join("\n\n", scans));
    }

    /// <summary>As a deriver after a long outage, and as the figures of promises.</summary>
    private static async Task ReadAsync(PlanWatch plans, Centre centre, int targets)
    {
        foreach (var basis in Enum.GetValues<ObjectiveBasis>())
            await CountAsync(plans, centre, basis);

        var from = At(5);
        var views = ViewsOf(targets);
        var window = new Window(from, At(9));
        await using var claimed = await new Derivations(plans.Source).ClaimAsync(9, [], Cancel);
        Assert.NotNull(claimed);
        await claimed.Regions.CheckpointsAsync([.. views.Select(view => (view, from))], Cancel);
        await claimed.Regions.FoldsAsync(views.ToDictionary(view => view, _ => from), Cancel);
        await claimed.Regions.StatesAsync([.. views.Select(view => (view, from))], Cancel);
        await claimed.Regions.ResultsAsync(views.ToDictionary(view => view, _ => window), Cancel);
        await claimed.Rollups.RunsAsync([.. views.Select(view => (view, window))], Cancel);
        var day = ViewDay.DayOf(from);
        await claimed.Rollups.DaysAsync([.. views.Select(view => (view, day, day))], Cancel);
        var subjects = Enumerable.Range(FirstTarget, targets).ToDictionary(target => target, _ => from);
        await claimed.TargetVerdicts.ReadAsync(subjects, Cancel);
        await claimed.ComponentVerdicts.ReadAsync(subjects, Cancel);
        await claimed.TargetVerdicts.WriteAsync(
            [
                .. subjects
                    .Keys.Take(Together)
                    .Select(id => (id, At(60), (IReadOnlyList<Change<Verdict>>)[new(At(60), Verdict.Up)])),
            ],
            Cancel
        );
        await claimed.Regions.WriteAsync([.. views.Take(3 * Together).Select(Derived)], Cancel);
    }

    private static DerivedRegion Derived(View view)
    {
        var settings = new StepFunction<TargetSettings>(TargetSettings.Of(Samples.Target("pbx")));
        var update = new RegionUpdate(new(At(0), RegionFold.Undecided), [], [], settings, [Window.Always]);
        update.Take([
            new JudgedResult(At(60), Trigger.Schedule, Outcome.Down),
            new JudgedResult(At(61), Trigger.Schedule, Outcome.Up),
        ]);
        var stretches = update.End(At(90));
        var states = new StepFunction<RegionState>(RegionState.Unknown, stretches[^1].Changes);
        return new DerivedRegion(view, stretches, states, At(60), At(61)) { IsLate = true };
    }

    private static async Task CountAsync(PlanWatch plans, Centre centre, ObjectiveBasis basis)
    {
        var objective = new Objective
        {
            Id = "runs",
            Targets = ["pbx"],
            Goal = 0.999m,
            Zone = "Europe/Prague",
            Basis = basis,
        };
        var hour = new Window(At(0), At(60));
        var facts = await new SubjectReads(plans.Source).ReadAsync(
            new SubjectQuestion(["pbx"], [], hour, Beneath: false),
            Instant.Now(centre.Time),
            Cancel
        );
        var terms = ObjectiveTerms.Of(objective, Samples.Catalog());
        var counts = await new RunReads(plans.Source).CountAsync(
            terms,
            facts,
            hour,
            calls: basis == ObjectiveBasis.CallQuality,
            Cancel
        );
        Assert.NotEqual(0, counts!.Value.Up);
    }

    /// <summary>300 targets of 3 regions: 200 hours and states, 200 days, 300 results of a day each.</summary>
    private static async Task FillAsync(TestDatabase database)
    {
        var fold = Convert.ToHexString(Checkpoint.Start.FoldBytes());
        var views = $"generate_series({FirstTarget}, {FirstTarget + Targets - 1}) as t, generate_series(1, 3) as r";
        var hours = $"{views}, generate_series(1, 200) as n";
        await database.RowsAsync(
            $"""
            set session_replication_role = replica; -- without the targets themselves
            insert into region_fold select t, r, '{At(
                -90
            )}'::timestamptz - n * interval '1 hour', '\x{fold}' from {hours};
            insert into region_state select t, r, '{At(
                -90
            )}'::timestamptz - n * interval '1 hour', n % 2, null from {hours};
            insert into region_current select t, r, '{At(-90)}', '\x{fold}' from {views};
            insert into rollup select t, r, '{ViewDay.DayOf(At(0)):O}'::date - n, '', '' from {hours};
            insert into blip select t + 10000, r, '{ViewDay.DayOf(At(0)):O}'::date - n, '' from {hours};
            insert into packed_result select t, r, '{ViewDay.DayOf(At(0)):O}'::date - n, '', '' from {hours};
            insert into verdict select t, '{At(-90)}'::timestamptz - n * r * interval '1 hour', n % 2, 0, 0, 0, 0, 0
            from {hours} on conflict do nothing;
            insert into component_verdict select target, at, verdict, 0, 0, 0, 0, 0 from verdict
            where target >= {FirstTarget};
            insert into result
            select '{At(0)}'::timestamptz + n * interval '1 second', '{At(0)}', t, r, 0, 0, null, '' from {hours};
            """
        );
    }
}
