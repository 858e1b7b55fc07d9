using Ringback.Model;

namespace Ringback.Store.Backfills;

/// <summary>Sealed days that are open for who brings a history, as retention sees them.</summary>
public interface IBackfills
{
    /// <summary>Closes those that nobody has used since an instant and whose results are derived: they are sealed like any others.</summary>
    Task CloseAsync(Instant unusedSince, CancellationToken cancel);
}
