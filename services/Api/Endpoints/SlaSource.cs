using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Catalogs;
using Ringback.Store.Objectives;

namespace Ringback.Api.Endpoints;

/// <summary>Reckons every objective of the catalog in force; kept for a moment, so that many readers cost no more than one.</summary>
internal sealed class SlaSource(CatalogVersions catalogs, SubjectReads subjects, RunReads runs, TimeProvider time)
    : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = BurnAlert.All.Max(alert => alert.Long);

    private readonly SemaphoreSlim _one = new(1);
    private (Instant At, SlasAnswer Answer)? _latest;

    public async Task<SlasAnswer> ReadAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var now = Instant.Now(time);
            if (_latest is { } latest && latest.At <= now && now - latest.At < Kept)
                return latest.Answer;

            var answer = await ReckonAsync(now, cancel);
            _latest = (now, answer);
            return answer;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<SlasAnswer> ReckonAsync(Instant now, CancellationToken cancel)
    {
        if (await catalogs.InForceAsync(now, cancel) is not { Catalog: var catalog })
            return new SlasAnswer([]);

        var answers = new List<SlaAnswer>();
        foreach (var objective in catalog.Objectives)
            answers.Add(await ReckonAsync(ObjectiveTerms.Of(objective, catalog), now, cancel));

        return new SlasAnswer(answers);
    }

    private async Task<SlaAnswer> ReckonAsync(ObjectiveTerms terms, Instant now, CancellationToken cancel)
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
        var figure = ObjectiveTime.Of(terms, facts.Subject, period);
        var isTime = objective.Basis == ObjectiveBasis.Availability;
        var counts = isTime ? null : await CountAsync(terms, facts, period, cancel);
        var unit = isTime ? 1_000_000m : 1m;
        var budget =
            isTime ? ObjectiveTime.BudgetOf(terms, facts.Subject, period)
            : counts is { } counted ? ErrorBudget.Of(objective.Goal, SpendOf(objective, counted), toCome: 0)
            : (ErrorBudget?)null;
        var isCalls = objective.Basis == ObjectiveBasis.CallQuality;
        return new SlaAnswer(
            objective.Id,
            objective.Targets,
            objective.Components,
            objective.Basis,
            objective.Goal,
            objective.Zone,
            period.From,
            period.To,
            facts.Subject.AsOf,
            figure.Ratio?.Floor(9),
            figure.Coverage?.Floor(9),
            ExactSeconds.Of(figure.Measured),
            ExactSeconds.Of(figure.Down),
            ExactSeconds.Of(figure.Unknown),
            ExactSeconds.Of(figure.Maintenance),
            counts?.Valid,
            counts?.Good,
            counts?.SuccessRatio?.Floor(9),
            isCalls ? counts?.Completed : null,
            isCalls ? counts?.Conforming : null,
            isCalls ? counts?.CallQuality?.Floor(9) : null,
            budget?.Total / unit,
            budget?.Remaining / unit,
            objective.Basis switch
            {
                ObjectiveBasis.Availability => "seconds",
                ObjectiveBasis.SuccessRatio => "runs",
                _ => "calls",
            },
            await BurnAsync(terms, facts, cancel)
        );
    }

    private async Task<IReadOnlyList<BurnAnswer>> BurnAsync(
        ObjectiveTerms terms,
        SubjectFacts facts,
        CancellationToken cancel
    )
    {
        var answers = new List<BurnAnswer>();
        var windows = new Dictionary<TimeSpan, BurnWindow>(); // two alerts share one
        foreach (var alert in BurnAlert.All)
        {
            var longer = await WindowAsync(alert.Long);
            var shorter = await WindowAsync(alert.Short);
            answers.Add(
                new BurnAnswer(
                    alert.Tenths / 10m,
                    alert.Long.TotalSeconds,
                    alert.Short.TotalSeconds,
                    Rate(longer),
                    Rate(shorter),
                    alert.Fires(terms.Objective, longer, shorter)
                )
            );
        }

        return answers;

        decimal? Rate(BurnWindow window) => BurnRate.Of(terms.Objective.Goal, window.Spend)?.Floor(3);

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
