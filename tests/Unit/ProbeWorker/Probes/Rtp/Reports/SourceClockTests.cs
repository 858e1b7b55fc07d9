using Ringback.ProbeWorker.Probes.Rtp.Reports;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp.Reports;

public class SourceClockTests
{
    [Theory]
    [InlineData(0x0000_0002_8000_0000, 1_000u, 8_000, 1_000u, 2_500_000_000)]
    [InlineData(0x0000_0002_8000_0000, 1_000u, 8_000, 9_000u, 3_500_000_000)]
    [InlineData(0x0000_0002_8000_0000, 1_000u, 8_000, 200u, 2_400_000_000)]
    [InlineData(0x0000_0002_0000_0000, 0xffff_fff0u, 90_000, unchecked(0xffff_fff0u + 90_000u), 3_000_000_000)]
    [InlineData(0x0000_0000_ffff_ffff, 0u, 90_000, 0u, 999_999_999)]
    public void An_instant_is_told_from_the_report_s_two_names_of_another(
        ulong ntpTime,
        uint rtpTime,
        int clockRate,
        uint timestamp,
        long nanoseconds
    ) => Assert.Equal(nanoseconds, new SourceClock(ntpTime, rtpTime, clockRate).SampledAt(timestamp));
}
