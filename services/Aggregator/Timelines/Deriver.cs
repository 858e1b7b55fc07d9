using Ringback.Aggregator.Incidents;
using Ringback.Aggregator.Rollups;
using Ringback.Model;
using Ringback.Store;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Timelines;

/// <summary>Derives what is touched: states of regions, verdicts of targets and components, incidents, events.</summary>
/// <remarks>Holds nothing between calls. Any number may run at once, here and elsewhere: each target is one's at a time.</remarks>
internal sealed class Deriver(IDerivations derivations, TimeProvider time)
{
    /// <summary>One transaction for up to <paramref name="limit"/> targets.</summary>
    /// <param name="except">Targets to leave alone.</param>
    /// <exception cref="DerivationException">Undone, and would fail again.</exception>
    /// <returns>Targets that were derived; 0 where nothing is touched that nobody else has claimed.</returns>
    public async Task<int> DeriveAsync(int limit, IReadOnlyCollection<int> except, CancellationToken cancel)
    {
        await using var derivation = await ClaimAsync(limit, except, cancel);
        if (derivation is null)
            return 0;

        try
        {
            await DeriveAsync(derivation, cancel);
            return Math.Max(1, derivation.Targets.Count);
        }
        catch (Exception e) when (e is not OperationCanceledException && !DatabaseOutage.IsOne(e))
        {
            throw new DerivationException([.. derivation.Targets.Select(target => target.Id)], e);
        }
    }

    private async Task<IDerivation?> ClaimAsync(int limit, IReadOnlyCollection<int> except, CancellationToken cancel)
    {
        try
        {
            return await derivations.ClaimAsync(limit, except, cancel);
        }
        catch (UnreadableTargetException e)
        {
            throw new DerivationException(e.Targets, e);
        }
    }

    private async Task DeriveAsync(IDerivation derivation, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        var regions = await new RegionStage(derivation, now).RunAsync(cancel);
        var verdicts = await new VerdictStage(derivation, now).RunAsync(regions, cancel);
        var rollups = await new RollupStage(derivation, now).RunAsync(cancel); // before components: while they are locked, others wait
        var components = await new ComponentStage(derivation, now).RunAsync(verdicts, cancel);

        var targets = new IncidentStage(derivation.TargetIncidents, now, Subject.Target);
        var composites = new IncidentStage(derivation.ComponentIncidents, now, Subject.Component);
        List<LedgerEvent> events =
        [
            .. await targets.RunAsync(verdicts.Select(target => target.Timeline), cancel),
            .. await composites.RunAsync(components, cancel),
        ];
        await derivation.CommitAsync(verdicts.ToDictionary(target => target.Target.Id, DueAt), now, events, cancel);

        Instant? DueAt(TargetVerdict verdict) =>
            Earliest([
                .. regions[verdict.Target.Id].Select(region => region.Last.SilentAt),
                verdict.NextAt,
                rollups[verdict.Target.Id],
            ]);
    }

    internal static Instant? Earliest(IEnumerable<Instant?> instants) =>
        instants.Min(instant => instant?.Microseconds) is { } first ? new Instant(first) : null;
}
