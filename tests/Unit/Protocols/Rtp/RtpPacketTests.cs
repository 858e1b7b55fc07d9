using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.Protocols.Rtp;

public class RtpPacketTests
{
    private static readonly byte[] Full = Convert.FromHexString(
        "b2" // version 2, padding, extension, 2 contributing sources
            + "88" // marker, payload type 8
            + "fffe" // sequence number
            + "01020304" // timestamp
            + "a1a2a3a4" // SSRC
            + "b1b2b3b4c1c2c3c4" // contributing sources
            + "bede0001" // extension: profile, one word
            + "10ff0000"
            + "d5d5d5" // payload
            + "000003" // padding
    );

    private static readonly Gen<byte[]> Words = Gen.Byte.Array[0, 40].Select(bytes => bytes[..(bytes.Length & ~3)]);

    [Fact]
    public void Every_field_is_read_from_its_place()
    {
        Assert.True(RtpPacket.TryParse(Full, out var packet));

        Assert.Equal(new RtpHeader(true, 8, 0xfffe, 0x01020304, 0xa1a2a3a4), packet.Header);
        Assert.Equal<byte>([0xb1, 0xb2, 0xb3, 0xb4, 0xc1, 0xc2, 0xc3, 0xc4], packet.ContributingSources.ToArray());
        Assert.Equal((ushort)0xbede, packet.ExtensionProfile);
        Assert.Equal<byte>([0x10, 0xff, 0, 0], packet.Extension.ToArray());
        Assert.Equal<byte>([0xd5, 0xd5, 0xd5], packet.Payload.ToArray());
        Assert.Equal(3, packet.PaddingLength);
        Assert.Equal(Full.Length, packet.Size);
    }

    [Fact]
    public void What_is_written_is_read_back_the_same() =>
        Gen.Select(
                Gen.Select(Gen.Bool, Gen.Byte[0, 127], Gen.UShort, Gen.UInt, Gen.UInt)
                    .Select((m, pt, sn, ts, ssrc) => new RtpHeader(m, pt, sn, ts, ssrc)),
                Words,
                Gen.UShort.Nullable(),
                Words,
                Gen.Byte.Array[0, 200],
                Gen.Byte
            )
            .Sample(
                (header, sources, profile, extension, payload, padding) =>
                {
                    var written = new RtpPacket
                    {
                        Header = header,
                        ContributingSources = sources,
                        ExtensionProfile = profile,
                        Extension = profile is null ? [] : extension,
                        Payload = payload,
                        PaddingLength = padding,
                    };
                    var bytes = new byte[written.Size];

                    Assert.True(written.TryWrite(bytes, out var length));
                    Assert.Equal(bytes.Length, length);
                    Assert.True(RtpPacket.TryParse(bytes, out var read));
                    Assert.Equal(header, read.Header);
                    Assert.Equal(sources, read.ContributingSources);
                    Assert.Equal(profile, read.ExtensionProfile);
                    Assert.Equal(profile is null ? [] : extension, read.Extension);
                    Assert.Equal(payload, read.Payload);
                    Assert.Equal(padding, read.PaddingLength);
                    Assert.False(written.TryWrite(bytes.AsSpan(1), out _));
                }
            );

    [Fact]
    public void Every_cut_inside_the_headers_is_refused()
    {
        var headers = Full.Length - 6;
        for (var length = 0; length < headers; length++)
            Assert.False(RtpPacket.TryParse(Full.AsSpan(0, length), out _), $"accepted {length} bytes");
    }

    [Theory]
    [InlineData(0)] // a count of 0 would leave out itself
    [InlineData(7)] // one more than there is
    [InlineData(255)]
    public void A_padding_that_does_not_fit_is_refused(byte count)
    {
        byte[] bytes = [.. Full.AsSpan(0, Full.Length - 1), count];

        Assert.False(RtpPacket.TryParse(bytes, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Another_version_is_refused(int version)
    {
        byte[] bytes = [(byte)((Full[0] & 0x3f) | (version << 6)), .. Full.AsSpan(1)];

        Assert.False(RtpPacket.TryParse(bytes, out _));
    }

    [Fact]
    public void Whatever_arrives_is_read_within_its_bounds_or_refused() =>
        Gen.Select(Gen.Select(Gen.Int[0, Full.Length - 1], Gen.Byte).Array[1, 8], Gen.Int[0, Full.Length])
            .Sample(
                (changes, length) =>
                {
                    var bytes = (byte[])Full.Clone();
                    foreach (var (index, value) in changes)
                        bytes[index] = value;

                    if (RtpPacket.TryParse(bytes.AsSpan(0, length), out var packet))
                        Assert.Equal(length, packet.Size);
                }
            );

    [Fact]
    public void What_the_format_cannot_hold_is_not_written()
    {
        var header = new RtpHeader(false, 8, 1, 2, 3);
        var room = new byte[100];

        Assert.False(new RtpPacket { Header = header with { PayloadType = 128 } }.TryWrite(room, out _));
        Assert.False(new RtpPacket { Header = header, ContributingSources = new byte[3] }.TryWrite(room, out _));
        Assert.False(new RtpPacket { Header = header, ContributingSources = new byte[64] }.TryWrite(room, out _));
        Assert.False(new RtpPacket { Header = header, Extension = new byte[4] }.TryWrite(room, out _));
        Assert.False(
            new RtpPacket
            {
                Header = header,
                ExtensionProfile = 1,
                Extension = new byte[3],
            }.TryWrite(room, out _)
        );
    }
}
