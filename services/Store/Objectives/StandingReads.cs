using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Rollups;

namespace Ringback.Store.Objectives;

/// <summary>Reckons how objectives do in their running periods.</summary>
public sealed class StandingReads(SubjectReads subjects, RunReads runs)
{
    private static readonly TimeSpan Longest = BurnAlert.All.Max(alert => alert.Long);

    public async Task<Standing> ReadAsync(ObjectiveTerms terms, Instant now, CancellationToken cancel)
    {
        var objective = terms.Objective;
        var period = terms.PeriodAt(now);
        var facts = await subjects.ReadAsync(
            new SubjectQuestion(
                objective.Targets,
                objective.Components,
                period with
                {
                    From = Instant.Min(period.From, now - Longest - Longest), // as_of may lag
                },
                Beneath: objective.MaintenanceCap is not null
            ),
            now,
            cancel
        );
        var isTime = objective.Basis == ObjectiveBasis.Availability;
        var counts = isTime ? null : await CountAsync(terms, facts, period, cancel);
        return new Standing(
            objective,
            period,
            facts.Subject.AsOf,
            ObjectiveTime.Of(terms, facts.Subject, period),
            counts,
            isTime ? ObjectiveTime.BudgetOf(terms, facts.Subject, period)
                : counts is { } counted ? ErrorBudget.Of(objective.Goal, SpendOf(objective, counted), toCome: 0)
                : null,
            await BurnAsync(terms, facts, cancel)
        );
    }

    private async Task<IReadOnlyList<StandingBurn>> BurnAsync(
        ObjectiveTerms terms,
        SubjectFacts facts,
        CancellationToken cancel
    )
    {
        var burns = new List<StandingBurn>();
        var windows = new Dictionary<TimeSpan, BurnWindow>(); // two alerts share one
        foreach (var alert in BurnAlert.All)
        {
            var longer = await WindowAsync(alert.Long);
            var shorter = await WindowAsync(alert.Short);
            burns.Add(
                new StandingBurn(alert, Rate(longer), Rate(shorter), alert.Fires(terms.Objective, longer, shorter))
            );
        }

        return burns;

        BurnRate? Rate(BurnWindow window) => BurnRate.Of(terms.Objective.Goal, window.Spend);

        async Task<BurnWindow> WindowAsync(TimeSpan length) =>
            windows.TryGetValue(length, out var known) ? known : windows[length] = await ReckonAsync(length);

        async Task<BurnWindow> ReckonAsync(TimeSpan length)
        {
            if (terms.Objective.Basis == ObjectiveBasis.Availability)
                return BurnWindow.OfTime(terms, facts.Subject, length);

            var window = new Window(facts.Subject.AsOf - length, facts.Subject.AsOf);
            var counted = await CountAsync(terms, facts, window, cancel) ?? default;
            return BurnWindow.OfRuns(length, SpendOf(terms.Objective, counted));
        }
    }

    private Task<RunCounts?> CountAsync(
        ObjectiveTerms terms,
        SubjectFacts facts,
        Window window,
        CancellationToken cancel
    ) =>
        runs.CountAsync(
            terms,
            facts,
            window with
            {
                To = Instant.Min(window.To, facts.Subject.AsOf),
            },
            calls: terms.Objective.Basis == ObjectiveBasis.CallQuality,
            cancel
        );

    private static Spend SpendOf(Objective objective, RunCounts counts) =>
        objective.Basis == ObjectiveBasis.SuccessRatio ? Spend.OfRuns(counts) : Spend.OfCalls(counts);
}
