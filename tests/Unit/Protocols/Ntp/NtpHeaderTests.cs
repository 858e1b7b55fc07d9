using Ringback.Protocols.Ntp;

namespace Ringback.Tests.Unit.Protocols.Ntp;

public class NtpHeaderTests
{
    private static readonly byte[] Reply = Convert.FromHexString(
        "24"
            + "02"
            + "08"
            + "e8" // leap 0, version 4, mode 4; stratum 2, poll 2^8 s, precision 2^-24 s
            + "00010000" // root delay 1 s
            + "00008000" // root dispersion 0.5 s
            + "c0000201" // 192.0.2.1
            + "dd47fb3a567637c0" // reference
            + "0102030405060708" // origin
            + "dd47fff4ee0f4743" // receive
            + "dd47fff4ee1119cf" // transmit
    );

    [Fact]
    public void Reads_each_field()
    {
        Assert.True(NtpHeader.TryParse(Reply, out var header));
        Assert.Equal((NtpLeap.None, 4, NtpMode.Server), (header.Leap, header.Version, header.Mode));
        Assert.Equal((2, 8, -24), (header.Stratum, header.Poll, header.Precision));
        Assert.Equal(TimeSpan.FromSeconds(1), header.RootDelay.ToTimeSpan());
        Assert.Equal(TimeSpan.FromSeconds(0.5), header.RootDispersion.ToTimeSpan());
        Assert.Equal(TimeSpan.FromSeconds(1), header.RootDistance);
        Assert.Equal("192.0.2.1", header.ReferenceId.ToString(header.Stratum));
        Assert.Equal(0xdd47fb3a567637c0, header.Reference.Value);
        Assert.Equal(0x0102030405060708ul, header.Origin.Value);
        Assert.Equal(0xdd47fff4ee0f4743, header.Receive.Value);
        Assert.Equal(0xdd47fff4ee1119cf, header.Transmit.Value);
    }

    [Fact]
    public void Rejects_every_truncation()
    {
        for (var length = 0; length < Reply.Length; length++)
            Assert.False(NtpHeader.TryParse(Reply.AsSpan(0, length), out _), $"accepted {length} bytes");
    }

    [Theory]
    [InlineData(0b00_000_100, "version 0")]
    [InlineData(0b00_101_100, "version 5")]
    [InlineData(0b00_100_000, "mode 0")]
    [InlineData(0b00_100_110, "mode 6")]
    [InlineData(0b00_100_111, "mode 7")]
    public void Rejects_another_version_or_format(byte first, string what) =>
        Assert.False(NtpHeader.TryParse([first, .. Reply.AsSpan(1)], out _), what);

    [Fact]
    public void Rejects_a_rest_that_is_no_multiple_of_4_and_passes_over_one_that_is()
    {
        Assert.False(NtpHeader.TryParse([.. Reply, 0], out _));
        Assert.True(NtpHeader.TryParse([.. Reply, 0, 0, 0, 0], out _));
    }

    [Fact]
    public void Any_48_bytes_that_are_read_are_written_again() =>
        Gen
            .Byte.Array[NtpHeader.Size]
            .Sample(bytes =>
            {
                if (!NtpHeader.TryParse(bytes, out var header))
                    return;

                var again = new byte[NtpHeader.Size];
                Assert.True(header.TryWrite(again));
                Assert.Equal(bytes, again);
                Assert.True(header.RootDistance >= TimeSpan.Zero);
                Assert.NotEmpty(header.ReferenceId.ToString(header.Stratum));
            });

    [Fact]
    public void Writes_nothing_where_there_is_no_room() =>
        Assert.False(new NtpHeader { Version = 4, Mode = NtpMode.Client }.TryWrite(new byte[NtpHeader.Size - 1]));

    [Theory]
    [InlineData("52415445", "RATE")]
    [InlineData("47505300", "GPS")]
    [InlineData("50505320", "PPS")]
    [InlineData("00000000", null)]
    [InlineData("47000053", null)] // a hole
    [InlineData("1b5b324a", null)] // an escape sequence for a terminal
    public void A_reference_code_is_printable_ASCII(string hex, string? code) =>
        Assert.Equal(code, new NtpReferenceId(Convert.ToUInt32(hex, 16)).ToCode());

    [Fact]
    public void A_request_tells_nothing_but_its_nonce()
    {
        var request = new NtpRequest(new NtpTimestamp(0x0102030405060708)).ToBytes();

        Assert.Equal("23" + new string('0', 78) + "0102030405060708"[..16], Convert.ToHexStringLower(request));
    }

    [Fact]
    public void Only_a_server_s_answer_with_our_nonce_is_the_reply()
    {
        var request = new NtpRequest(new NtpTimestamp(0x0102030405060708));

        Assert.True(request.TryReadReply(Reply, out _));
        Assert.False(new NtpRequest(new NtpTimestamp(0x0102030405060709)).TryReadReply(Reply, out _));
        Assert.False(request.TryReadReply([0x25, .. Reply.AsSpan(1)], out _)); // broadcast
        Assert.False(request.TryReadReply(Reply.AsSpan(0, 44), out _));
    }
}
