using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp.Reports;
using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp.Reports;

public sealed class PeerSourceTests
{
    private const long PacketTime = 20_000_000;

    [Fact]
    public void Packets_of_a_digit_count_and_are_no_jitter()
    {
        var source = new PeerSource(7, 8000);
        for (var i = 0; i < 50; i++)
        {
            // A voice on time, and from the 40th packet on a digit: each of its packets has the timestamp of its start.
            var (isDigit, timestamp) = (i >= 40, 160 * (uint)Math.Min(i, 40));
            var header = new RtpHeader(false, isDigit ? (byte)101 : (byte)8, (ushort)i, timestamp, 7);
            source.Observe(header, new RealtimeStamp(i * PacketTime), isTimed: !isDigit);
        }

        var report = source.Report(new RealtimeStamp(50 * PacketTime));

        Assert.Equal((0, 0u, 49u), (report.CumulativeLost, report.Jitter, report.HighestSequence));
    }

    [Theory]
    [InlineData(20, 0)]
    [InlineData(24, 32)] // 4 ms off each time: the estimate comes near to it
    public void Packets_that_come_at_another_pace_than_they_were_sent_are_jitter(int paceMilliseconds, uint jitter)
    {
        var source = new PeerSource(7, 8000);
        for (var i = 0; i < 200; i++)
        {
            var header = new RtpHeader(false, 8, (ushort)i, 160 * (uint)i, 7);
            source.Observe(header, new RealtimeStamp(i * paceMilliseconds * 1_000_000L), isTimed: true);
        }

        Assert.InRange(source.Report(new RealtimeStamp(0)).Jitter, jitter == 0 ? 0 : jitter - 1, jitter);
    }
}
