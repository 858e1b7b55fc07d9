using Ringback.Model;

namespace Ringback.Tests.Benchmarks.Storage;

/// <summary>Stands where it is put: a year passes in minutes.</summary>
internal sealed class SteppedClock(Instant now) : TimeProvider
{
    public Instant Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();
}
