using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.Protocols.Rtp;

public class RtcpExtendedReportTests
{
    private const uint Ours = 0xb1b2b3b4;

    // A receiver report without blocks, as a compound must begin; an extended report with two blocks.
    private static readonly byte[] Compound = Convert.FromHexString(
        "80c90001a1a2a3a4"
            + "80cf000d" // version 2, XR, 14 words
            + "a1a2a3a4" // who reports
            + "04000002e8d4a51012345678" // receiver reference time: to be skipped
            + "07000008" // VoIP metrics, 8 words
            + "b1b2b3b4" // about whom
            + "40200000" // a quarter lost, an eighth discarded
            + "00000000" // burst and gap durations
            + "00640032" // round trip, end system delay
            + "00000010" // levels, Gmin 16
            + "5d7f2a7f" // R 93, no external R, MOS-LQ 4.2, no MOS-CQ
            + "0000003c" // configuration, nominal buffer
            + "00640064" // greatest buffers
    );

    [Fact]
    public void What_is_said_of_our_voice_is_found_behind_other_blocks()
    {
        Assert.True(TryFind(Compound, Ours, out var metrics));
        Assert.Equal(new RtcpVoipMetrics(0.25, 0.125, 93, 4.2), metrics);
    }

    [Fact]
    public void What_is_said_of_others_is_not_ours() => Assert.False(TryFind(Compound, 0xa1a2a3a4, out _));

    [Fact]
    public void A_figure_that_is_not_available_is_none()
    {
        var without = Compound.ToArray();
        (without[^12], without[^10]) = (127, 127);

        Assert.True(TryFind(without, Ours, out var metrics));
        Assert.Equal((null, null), (metrics.R, metrics.ListeningMos));
    }

    [Fact]
    public void A_block_longer_than_its_packet_is_none()
    {
        var broken = Compound.ToArray();
        broken[19] = 200;

        Assert.False(TryFind(broken, Ours, out _));
    }

    [Fact]
    public void Whatever_bytes_there_are_nothing_is_thrown() =>
        Gen
            .Byte.Array[0, 80]
            .Sample(body =>
            {
                RtcpExtendedReport.TryFind(new RtcpPacket(RtcpType.ExtendedReport, 0, body), Ours, out _);
            });

    private static bool TryFind(byte[] datagram, uint ssrc, out RtcpVoipMetrics metrics)
    {
        metrics = default;
        Assert.True(RtcpCompound.TryParse(datagram, out var compound));
        foreach (var packet in compound)
        {
            if (RtcpExtendedReport.TryFind(packet, ssrc, out metrics))
                return true;
        }

        return false;
    }
}
