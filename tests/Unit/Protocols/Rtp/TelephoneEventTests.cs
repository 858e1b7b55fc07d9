using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.Protocols.Rtp;

public class TelephoneEventTests
{
    [Fact]
    public void Every_field_is_in_its_place()
    {
        byte[] wire = [11, 0x80 | 10, 0x03, 0x20]; // '#', its end, 10 dB below, 800 units

        Assert.True(TelephoneEvent.TryParse(wire, out var read));
        Assert.Equal(new TelephoneEvent(11, true, 10, 800), read);
        Assert.Equal('#', read.Digit);

        var written = new byte[4];
        read.Write(written);
        Assert.Equal(wire, written);
    }

    [Fact]
    public void Every_event_is_read_as_it_was_written() =>
        Gen.Select(Gen.Byte, Gen.Bool, Gen.Byte[0, 63], Gen.UShort)
            .Select((code, isEnd, volume, duration) => new TelephoneEvent(code, isEnd, volume, duration))
            .Sample(written =>
            {
                var wire = new byte[TelephoneEvent.Size];
                written.Write(wire);
                Assert.True(TelephoneEvent.TryParse(wire, out var read));
                Assert.Equal(written, read);
            });

    [Fact]
    public void Digits_have_the_codes_of_RFC_4733()
    {
        Assert.Equal(
            Enumerable.Range(0, 16),
            "0123456789*#ABCD".Select(digit => TelephoneEvent.TryGetCode(digit, out var code) ? code : -1)
        );
        Assert.False(TelephoneEvent.TryGetCode('E', out _));
        Assert.Null(new TelephoneEvent(16, false, 0, 0).Digit); // a flash hook
    }

    [Fact]
    public void What_is_too_short_is_none() => Assert.False(TelephoneEvent.TryParse([1, 2, 3], out _));
}
