using System.Text;
using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.Protocols.Rtp;

public class RtcpCompoundTests
{
    private const uint Ours = 0xa1a2a3a4;

    // A sender report with one block, a source description, a goodbye with a reason.
    private static readonly byte[] Compound = Convert.FromHexString(
        "81c8000c" // version 2, 1 block, SR, 13 words
            + "a1a2a3a4" // who reports
            + "e8d4a51012345678" // NTP time
            + "00010203" // RTP time
            + "000000fa" // packets
            + "00009c40" // octets
            + "b1b2b3b4" // about whom
            + "40fffffe" // a quarter lost, cumulative -2
            + "0001fffe" // highest sequence, one cycle
            + "00000010" // jitter
            + "a5101234" // last SR
            + "00008000" // half a second since
            + "81ca0004" // SDES, 5 words
            + "a1a2a3a4"
            + "01056162634064" // CNAME abc@d
            + "0000000000" // end and padding
            + "81cb0003" // BYE, 4 words
            + "a1a2a3a4"
            + "05626f726564" // reason
            + "0000"
    );

    private static readonly Gen<RtcpReportBlock> Blocks = Gen.Select(
            Gen.UInt,
            Gen.Byte,
            Gen.Int[-0x800000, 0x7fffff],
            Gen.UInt,
            Gen.UInt,
            Gen.UInt,
            Gen.UInt
        )
        .Select(
            (ssrc, fraction, lost, highest, jitter, lsr, dlsr) =>
                new RtcpReportBlock(ssrc, fraction, lost, highest, jitter, lsr, dlsr)
        );

    [Fact]
    public void Every_field_is_read_from_its_place()
    {
        Assert.True(RtcpCompound.TryParse(Compound, out var compound));
        var packets = compound.GetEnumerator();

        Assert.True(packets.MoveNext());
        Assert.True(RtcpReport.TryParse(packets.Current, out var report));
        Assert.Equal((Ours, 1), (report.Ssrc, report.BlockCount));
        Assert.Equal(new RtcpSenderInfo(0xe8d4a51012345678, 0x00010203, 250, 40_000), report.Sender);
        Assert.Equal(0xa5101234, report.Sender!.Value.ShortNtpTime);
        Assert.Equal(new RtcpReportBlock(0xb1b2b3b4, 64, -2, 0x1fffe, 16, 0xa5101234, 0x8000), report[0]);

        Assert.True(packets.MoveNext());
        Assert.False(RtcpReport.TryParse(packets.Current, out _));
        Assert.True(RtcpSourceDescription.TryFindName(packets.Current, Ours, out var name));
        Assert.Equal("abc@d"u8, name);
        Assert.False(RtcpSourceDescription.TryFindName(packets.Current, 1, out _));

        Assert.True(packets.MoveNext());
        Assert.True(RtcpGoodbye.Names(packets.Current, Ours));
        Assert.False(RtcpGoodbye.Names(packets.Current, 1));
        Assert.False(packets.MoveNext());
    }

    [Fact]
    public void Every_truncation_is_refused_unless_it_ends_with_a_packet()
    {
        int[] ends = [52, 72];
        for (var length = 0; length < Compound.Length; length++)
            Assert.Equal(ends.Contains(length), RtcpCompound.TryParse(Compound.AsSpan(0, length), out _));
    }

    [Fact]
    public void A_compound_begins_with_a_report() => Assert.False(RtcpCompound.TryParse(Compound.AsSpan(52), out _));

    [Fact]
    public void Only_the_last_packet_may_be_padded()
    {
        byte[] padded = [0xa0, 201, 0, 2, 1, 2, 3, 4, 0, 0, 0, 4];
        Assert.True(RtcpCompound.TryParse(padded, out var compound));
        var packets = compound.GetEnumerator();
        Assert.True(packets.MoveNext());
        Assert.Equal(4, packets.Current.Body.Length);

        Assert.False(RtcpCompound.TryParse([.. padded, .. Compound], out _));
        Assert.False(RtcpCompound.TryParse([.. padded.AsSpan(0, 11), 0], out _));
        Assert.False(RtcpCompound.TryParse([.. padded.AsSpan(0, 11), 12], out _));
    }

    [Fact]
    public void What_is_written_is_read_back_the_same() =>
        Gen.Select(
                Gen.UInt,
                Gen.Select(Gen.ULong, Gen.UInt, Gen.UInt, Gen.UInt)
                    .Select((ntp, rtp, packets, octets) => new RtcpSenderInfo(ntp, rtp, packets, octets))
                    .Nullable(),
                Blocks.Array[0, 31],
                Gen.Char['a', 'z'].Array[1, 255].Select(letters => new string(letters))
            )
            .Sample(
                (ssrc, sender, blocks, name) =>
                {
                    var bytes = new byte[1500];
                    Assert.True(RtcpReport.TryWrite(bytes, ssrc, sender, blocks, out var length));
                    Assert.True(RtcpSourceDescription.TryWrite(bytes.AsSpan(length), ssrc, name, out var more));
                    length += more;
                    Assert.True(RtcpGoodbye.TryWrite(bytes.AsSpan(length), ssrc, out more));
                    length += more;

                    Assert.True(RtcpCompound.TryParse(bytes.AsSpan(0, length), out var compound));
                    var packets = compound.GetEnumerator();
                    Assert.True(packets.MoveNext());
                    Assert.True(RtcpReport.TryParse(packets.Current, out var report));
                    Assert.Equal((ssrc, sender, blocks.Length), (report.Ssrc, report.Sender, report.BlockCount));
                    for (var i = 0; i < blocks.Length; i++)
                        Assert.Equal(blocks[i], report[i]);

                    Assert.True(packets.MoveNext());
                    Assert.True(RtcpSourceDescription.TryFindName(packets.Current, ssrc, out var found));
                    Assert.Equal(name, Encoding.UTF8.GetString(found));
                    Assert.True(packets.MoveNext() && RtcpGoodbye.Names(packets.Current, ssrc));
                }
            );

    [Fact]
    public void Whatever_arrives_is_read_within_its_bounds_or_refused() =>
        Gen.Select(Gen.Select(Gen.Int[0, Compound.Length - 1], Gen.Byte).Array[1, 8], Gen.Int[0, Compound.Length])
            .Sample(
                (changes, length) =>
                {
                    var bytes = (byte[])Compound.Clone();
                    foreach (var (index, value) in changes)
                        bytes[index] = value;

                    if (!RtcpCompound.TryParse(bytes.AsSpan(0, length), out var compound))
                        return;

                    var size = 0;
                    foreach (var packet in compound)
                    {
                        size += RtcpPacket.HeaderSize + packet.Body.Length;
                        if (RtcpReport.TryParse(packet, out var report))
                            Assert.InRange(report.BlockCount, 0, packet.Body.Length / RtcpReportBlock.Size);
                        if (RtcpSourceDescription.TryFindName(packet, Ours, out var name))
                            Assert.InRange(name.Length, 1, packet.Body.Length);
                        RtcpGoodbye.Names(packet, Ours);
                    }

                    Assert.True(size <= length);
                }
            );

    [Fact]
    public void A_round_trip_is_what_lies_between_less_what_the_peer_held()
    {
        var block = new RtcpReportBlock(1, 0, 0, 0, 0, 0xffff8000, 0x8000);

        // Sent half a second before the clock's 32 bits wrap, held for half a second, back 1/16 s after that.
        Assert.Equal(TimeSpan.FromSeconds(0.0625), block.RoundTrip(0x1000));
        Assert.Null(block.RoundTrip(0xffffffff));
        Assert.Null((block with { LastSenderReport = 0 }).RoundTrip(0x1000));
    }

    [Fact]
    public void A_loss_beyond_24_bits_is_written_as_the_nearest() =>
        Gen.Int.Sample(lost =>
        {
            var bytes = new byte[32];
            Assert.True(RtcpReport.TryWrite(bytes, 1, null, [new RtcpReportBlock(2, 0, lost, 0, 0, 0, 0)], out _));
            Assert.True(RtcpCompound.TryParse(bytes, out var compound));
            var packets = compound.GetEnumerator();
            Assert.True(packets.MoveNext());
            Assert.True(RtcpReport.TryParse(packets.Current, out var report));
            Assert.Equal(Math.Clamp(lost, -0x800000, 0x7fffff), report[0].CumulativeLost);
        });
}
