using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Delivery;

/// <summary>The way to the centre: over the broker, or within the process of <c>ringback up</c>.</summary>
internal interface IDelivery
{
    /// <summary>Returns once the centre has the batch for good. It may be handed over again; identity makes that harmless.</summary>
    /// <exception cref="Exception">It may or may not have it: whatever escapes, the same batch is tried again later.</exception>
    Task DeliverAsync(ResultBatch batch, CancellationToken cancellation);
}
