using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Store.Timelines;

/// <summary>The ledger as it is sealed: checkpoints that stand for results which are about to go.</summary>
public interface ISealings
{
    /// <summary>Targets that lived before an instant.</summary>
    Task<IReadOnlyList<int>> TargetsBegunBeforeAsync(Instant before, CancellationToken cancel);

    /// <summary>Claims one target, touched or not, as soon as nobody else holds it.</summary>
    Task<ISealing> ClaimAsync(int target, CancellationToken cancel);
}

/// <summary>One claimed target. Undone unless kept.</summary>
public interface ISealing : IAsyncDisposable
{
    /// <summary>With whatever touched it, read or not.</summary>
    ClaimedTarget Target { get; }

    IRegionLedger Regions { get; }

    /// <summary>Keeps a checkpoint of each view, drops the earlier ones, and commits; the touches stay.</summary>
    Task KeepAsync(IReadOnlyDictionary<View, Checkpoint> checkpoints, CancellationToken cancel);
}
