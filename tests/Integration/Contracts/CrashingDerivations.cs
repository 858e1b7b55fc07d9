using Ringback.Model;
using Ringback.Store.Timelines;

namespace Ringback.Tests.Integration.Contracts;

/// <summary>A deriver that dies with all written and nothing committed.</summary>
internal sealed class CrashingDerivations(IDerivations derivations) : IDerivations
{
    public async Task<IDerivation?> ClaimAsync(int limit, IEnumerable<int> except, CancellationToken cancel) =>
        await derivations.ClaimAsync(limit, except, cancel) is { } claimed ? new Crashing(claimed) : null;

    public Task<int> TouchDueAsync(Instant now, CancellationToken cancel) => derivations.TouchDueAsync(now, cancel);

    internal sealed class Crash() : Exception("dead");

    private sealed class Crashing(IDerivation derivation) : IDerivation
    {
        public IReadOnlyList<ClaimedTarget> Targets => derivation.Targets;

        public IRegionLedger Regions => derivation.Regions;

        public IVerdictLedger TargetVerdicts => derivation.TargetVerdicts;

        public IVerdictLedger ComponentVerdicts => derivation.ComponentVerdicts;

        public IComponentLedger Components => derivation.Components;

        public IIncidentLedger TargetIncidents => derivation.TargetIncidents;

        public IIncidentLedger ComponentIncidents => derivation.ComponentIncidents;

        public IRollupLedger Rollups => derivation.Rollups;

        public Task CommitAsync(
            IReadOnlyDictionary<int, Instant?> dueAt,
            Instant now,
            IReadOnlyList<LedgerEvent> events,
            CancellationToken cancel
        ) => Task.FromException(new Crash());

        public ValueTask DisposeAsync() => derivation.DisposeAsync();
    }
}
