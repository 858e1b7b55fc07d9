using Ringback.Store.Access;

namespace Ringback.Api.Security;

/// <summary>How far whoever asks may look, for handlers that see to it themselves.</summary>
internal sealed class Limits(KeyLedger keys)
{
    /// <returns>Null for who is not limited.</returns>
    public async ValueTask<Reach?> OfAsync(HttpContext context) =>
        Caller.LimitsOf(context) is { } components ? await keys.ReachAsync(components, context.RequestAborted) : null;
}
