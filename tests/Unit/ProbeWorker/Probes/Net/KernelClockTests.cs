using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net;

public class KernelClockTests
{
    [Fact]
    public void A_sleep_does_not_end_early()
    {
        var until = KernelClock.Monotonic + 3_000_000;

        KernelClock.SleepUntil(until);

        Assert.True(KernelClock.Monotonic >= until);
    }

    [Fact]
    public void Stamps_are_subtracted_in_units_of_100_ns()
    {
        Assert.Equal(TimeSpan.FromTicks(15), new RealtimeStamp(3_000_001_550) - new RealtimeStamp(3_000_000_000));
        Assert.Equal(TimeSpan.FromTicks(-15), new RealtimeStamp(3_000_000_000) - new RealtimeStamp(3_000_001_550));
    }
}
