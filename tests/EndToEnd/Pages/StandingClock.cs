using Ringback.Model;

namespace Ringback.Tests.EndToEnd.Pages;

internal sealed class StandingClock(Instant now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now.ToDateTimeOffset();
}
