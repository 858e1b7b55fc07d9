using Ringback.Protocols.Stun;

namespace Ringback.Tests.Unit.Protocols.Stun;

public class StunTypeTests
{
    [Theory]
    [InlineData(StunMethod.Binding, StunClass.Request, 0x0001)]
    [InlineData(StunMethod.Binding, StunClass.Indication, 0x0011)]
    [InlineData(StunMethod.Binding, StunClass.Success, 0x0101)]
    [InlineData(StunMethod.Binding, StunClass.Error, 0x0111)]
    [InlineData(StunMethod.Allocate, StunClass.Error, 0x0113)]
    [InlineData(StunMethod.Send, StunClass.Indication, 0x0016)]
    [InlineData(StunMethod.ChannelBind, StunClass.Success, 0x0109)]
    [InlineData((StunMethod)0xFFF, StunClass.Error, 0x3FFF)]
    [InlineData((StunMethod)0x080, StunClass.Request, 0x0200)]
    public void Weaves_method_and_class_as_on_the_wire(StunMethod method, StunClass @class, ushort value) =>
        Assert.Equal(value, new StunType(method, @class).Value);

    [Fact]
    public void Every_type_comes_apart_as_it_was_put_together()
    {
        for (ushort value = 0; value < 0x4000; value++)
            Assert.Equal(value, new StunType(new StunType(value).Method, new StunType(value).Class).Value);
    }
}
