using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Rollups;

namespace Ringback.Tests.Unit.Model.Sla.Objectives;

/// <summary>An objective, and all that happens to what it is promised of.</summary>
/// <param name="Targets">Members of one component; with its windows among their own.</param>
/// <param name="Own">The windows on the component itself.</param>
/// <param name="Seed">In what order results come.</param>
internal sealed record ObjectiveScenario(
    IReadOnlyList<Scenario> Targets,
    IReadOnlyList<Window> Own,
    ServiceCalendar? Calendar,
    TimeSpan? Cap,
    string Zone,
    Window Window,
    int Seed
)
{
    public Instant AsOf => Targets.Min(target => target.AsOf);

    public ObjectiveTerms Terms =>
        new(
            new Objective
            {
                Id = "o",
                Goal = 0.9m,
                Zone = Zone,
                MaintenanceCap = Cap,
            },
            Ringback.Model.Calendars.Zone.Find(Zone),
            Calendar is null ? ServiceHours.Always : ServiceHours.Of(Calendar)
        );

    /// <summary>As a ledger has it after the last delivery.</summary>
    public Subject Subject =>
        new(
            Together([.. Targets.Select(Delivered)], Own),
            Together([.. Targets.Select(target => Delivered(target with { Maintenance = [] }))], []),
            Maintenance,
            AsOf
        );

    public SubjectMaintenance Maintenance => SubjectMaintenance.Together([.. Targets.Select(MaintenanceOf)], Own);

    public static SubjectMaintenance MaintenanceOf(Scenario target) =>
        SubjectMaintenance.OfTarget(target.Lifetime, target.Maintenance);

    /// <summary>A call each; what it measured follows from its slot.</summary>
    public static IReadOnlyList<RolledRun> Runs(Scenario target) =>
        [
            .. from region in target.Regions
            from result in region.Results
            let measured = result.ScheduledAt.Microseconds / 10_000_000 % 3
            select new RolledRun(
                result.ScheduledAt,
                result.Trigger,
                result.Outcome,
                null,
                TimeSpan.Zero,
                measured == 2 ? [] : [new Measurement(MeasurementNames.Conforming, measured)]
            ),
        ];

    private ComponentMember Delivered(Scenario target)
    {
        var watching = target.Regions.Select(region =>
        {
            var ledger = new Ledger(target.Settings, target.Watched(region));
            foreach (var batch in Deliveries.Of(region.Results, 1 + (Seed & 3), Seed))
                ledger.Take(batch, target.AsOf);

            ledger.Take([], target.AsOf);
            return new WatchingRegion(region.Assignments, ledger.States);
        });
        var inputs = new VerdictInputs([.. watching], target.Settings, target.Maintenance, target.Lifetime);
        var changes = VerdictTimeline.Derive(inputs, Instant.MinValue, target.AsOf);
        return new ComponentMember(target.Lifetime, new StepFunction<Verdict>(Verdict.Unknown, changes));
    }

    private StepFunction<Verdict> Together(IReadOnlyList<ComponentMember> members, IReadOnlyList<Window> own) =>
        new(Verdict.Unknown, ComponentTimeline.Derive(members, own, Instant.MinValue, AsOf));

    public override string ToString() =>
        $"""
            objective over {Window} in {Zone}, cap {Cap}, own windows {string.Join(' ', Own)}, seed {Seed}
            hours {(
                Calendar is null
                    ? "all"
                    : $"{Calendar.Zone} {string.Join(' ', Calendar.Week.Select(day => $"{day.Key} {string.Join(',', day.Value)}"))} but {string.Join(' ', Calendar.Holidays)}"
            )}
            {string.Join('\n', Targets)}
            """;
}
