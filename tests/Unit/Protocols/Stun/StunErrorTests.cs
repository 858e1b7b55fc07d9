using System.Text;
using Ringback.Protocols.Stun;

namespace Ringback.Tests.Unit.Protocols.Stun;

public class StunErrorTests
{
    [Theory]
    [InlineData(300, "Try Alternate")]
    [InlineData(401, "Unauthorized")]
    [InlineData(486, "")]
    [InlineData(699, "P\u0159epln\u011bno")]
    public void Comes_back_as_it_was_written(int code, string reason)
    {
        Assert.True(StunError.TryParse(new StunError(code, reason).ToBytes(), out var error));
        Assert.Equal(new StunError(code, reason), error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("000004")]
    [InlineData("00000263")] // 299
    [InlineData("00000700")] // 700
    [InlineData("00000464")] // 4 hundreds and 100
    [InlineData("00000401ff")] // no UTF-8
    public void Rejects_what_is_no_error(string hex) =>
        Assert.False(StunError.TryParse(Convert.FromHexString(hex), out _));

    [Fact]
    public void Rejects_a_reason_without_end() =>
        Assert.False(StunError.TryParse([0, 0, 4, 1, .. Encoding.ASCII.GetBytes(new string('x', 764))], out _));

    [Fact]
    public void Ignores_the_reserved_bits()
    {
        Assert.True(StunError.TryParse([0xFF, 0xFF, 0b1111_1100, 38], out var error));
        Assert.Equal(438, error.Code);
    }

    [Fact]
    public void Lists_what_must_be_understood_and_is_not_once_each()
    {
        var bytes = new StunMessageWriter(StunMethod.Allocate, StunClass.Success, new byte[12])
            .Add((StunAttributeType)0x7F00, [])
            .Add((StunAttributeType)0xFF00, [])
            .Add((StunAttributeType)0x7F00, [])
            .Add(StunAttributeType.Lifetime, [0, 0, 0, 1])
            .ToArray();

        Assert.True(StunMessage.TryParse(bytes, out var message));
        Assert.Equal([(ushort)0x7F00], StunUnknownAttributes.In(message));
    }

    [Fact]
    public void Unknown_attributes_come_back_as_they_were_written()
    {
        Assert.True(StunUnknownAttributes.TryParse(StunUnknownAttributes.Write([0x7F00, 0x0002]), out var types));
        Assert.Equal([(ushort)0x7F00, (ushort)0x0002], types);
        Assert.False(StunUnknownAttributes.TryParse([1, 2, 3], out _));
    }
}
