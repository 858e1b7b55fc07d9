using Ringback.Protocols.Turn;

namespace Ringback.Tests.Unit.Protocols.Turn;

public class TurnChannelDataTests
{
    [Fact]
    public void Comes_back_as_it_was_written() =>
        Gen.Select(Gen.UShort[TurnChannelNumber.Min, TurnChannelNumber.Max], Gen.Byte.Array[0, 200], Gen.Int[0, 3])
            .Sample(
                (number, data, padding) =>
                {
                    var written = TurnChannelData.Write(new TurnChannelNumber(number), data);

                    Assert.True(TurnChannelData.TryParse([.. written, .. new byte[padding]], out var message));
                    Assert.Equal(number, message.Channel.Value);
                    Assert.Equal(data, message.Data);
                }
            );

    [Fact]
    public void Rejects_every_truncation()
    {
        var written = TurnChannelData.Write(new TurnChannelNumber(0x4000), "hello"u8);
        for (var length = 0; length < written.Length; length++)
            Assert.False(TurnChannelData.TryParse(written.AsSpan(0, length), out _), $"accepted {length} bytes");
    }

    [Theory]
    [InlineData("3fff0000")]
    [InlineData("50000000")] // RFC 5766 took it, RFC 8656 does not
    [InlineData("00010000")] // STUN
    [InlineData("80000000")] // RTP
    public void Rejects_a_number_of_another_protocol(string hex) =>
        Assert.False(TurnChannelData.TryParse(Convert.FromHexString(hex), out _));

    [Fact]
    public void Random_bytes_never_throw() =>
        Gen
            .Byte.Array[0, 32]
            .Sample(bytes =>
            {
                if (TurnChannelData.TryParse(bytes, out var message))
                    Assert.InRange(message.Data.Length, 0, bytes.Length - TurnChannelData.HeaderSize);
            });

    [Theory]
    [InlineData("40000000", true)]
    [InlineData("4fff1234", true)]
    [InlineData("3fff0000", false)]
    [InlineData("50000000", false)]
    [InlineData("400000", false)]
    [InlineData("4000000000", false)]
    public void A_channel_number_has_its_range(string hex, bool valid) =>
        Assert.Equal(valid, TurnChannelNumber.TryParse(Convert.FromHexString(hex), out _));
}
