using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla.Objectives;
using Ringback.Store.Catalogs;
using Ringback.Store.Objectives;

namespace Ringback.Api.Endpoints;

/// <summary>Reckons every objective of the catalog in force; kept for a moment, so that many readers cost no more than one.</summary>
internal sealed class SlaSource(CatalogVersions catalogs, StandingReads standings, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(15);

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
            answers.Add(Answer(await standings.ReadAsync(ObjectiveTerms.Of(objective, catalog), now, cancel)));

        return new SlasAnswer(answers);
    }

    private static SlaAnswer Answer(Standing standing)
    {
        var (objective, figure, counts) = (standing.Objective, standing.Figure, standing.Counts);
        var unit = objective.Basis == ObjectiveBasis.Availability ? 1_000_000m : 1m;
        var isCalls = objective.Basis == ObjectiveBasis.CallQuality;
        return new SlaAnswer(
            objective.Id,
            objective.Targets,
            objective.Components,
            objective.Basis,
            objective.Goal,
            objective.Zone,
            standing.Period.From,
            standing.Period.To,
            standing.AsOf,
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
            standing.Budget?.Total / unit,
            standing.Budget?.Remaining / unit,
            objective.Basis switch
            {
                ObjectiveBasis.Availability => "seconds",
                ObjectiveBasis.SuccessRatio => "runs",
                _ => "calls",
            },
            [.. standing.Burn.Select(Answer)]
        );
    }

    private static BurnAnswer Answer(StandingBurn burn) =>
        new(
            burn.Alert.Tenths / 10m,
            burn.Alert.Long.TotalSeconds,
            burn.Alert.Short.TotalSeconds,
            burn.LongRate?.Floor(3),
            burn.ShortRate?.Floor(3),
            burn.Fires
        );
}
