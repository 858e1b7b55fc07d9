using Ringback.Model;

namespace Ringback.Tests.Benchmarks.Workload;

/// <summary>A clock that stands, for writing what has been long ago.</summary>
internal sealed class StandingClock(Instant now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now.ToDateTimeOffset();
}
