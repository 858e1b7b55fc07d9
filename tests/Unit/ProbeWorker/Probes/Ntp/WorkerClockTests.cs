using Ringback.ProbeWorker.Probes.Ntp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Ntp;

public class WorkerClockTests
{
    [Fact]
    public void The_kernel_tells_a_maximum_error_that_is_no_nonsense()
    {
        // 16 s is where the kernel stops counting (NTP_PHASE_LIMIT), and what it says when nobody set it.
        var clock = WorkerClock.Read();

        Assert.InRange(clock.MaxError, TimeSpan.Zero, TimeSpan.FromSeconds(16));
        Assert.True(clock.IsSynchronised || !clock.Vouches(TimeSpan.FromDays(1)));
    }

    [Theory]
    [InlineData(true, 49, true)]
    [InlineData(true, 50, false)]
    [InlineData(false, 1, false)]
    public void Vouches_where_synchronised_with_an_error_under_half_the_limit(
        bool synchronised,
        int error,
        bool vouches
    ) =>
        Assert.Equal(
            vouches,
            new WorkerClock(synchronised, TimeSpan.FromMilliseconds(error)).Vouches(TimeSpan.FromMilliseconds(100))
        );
}
