using System.Net;
using Ringback.Protocols.Stun;

namespace Ringback.Tests.Unit.Protocols.Stun;

public class StunAddressTests
{
    private static readonly byte[] Transaction = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    [Fact]
    public void Every_address_comes_back_plain_and_XORed() =>
        Gen.Select(Gen.OneOf(Gen.Byte.Array[4], Gen.Byte.Array[16]), Gen.UShort)
            .Sample(
                (bytes, port) =>
                {
                    var address = new IPEndPoint(new IPAddress(bytes), port);
                    var sent = address.Address.IsIPv4MappedToIPv6
                        ? new IPEndPoint(address.Address.MapToIPv4(), port)
                        : address;

                    Assert.True(StunAddress.TryParse(StunAddress.Write(address), out var plain));
                    Assert.True(
                        StunAddress.TryParseXor(StunAddress.WriteXor(address, Transaction), Transaction, out var xored)
                    );
                    Assert.Equal((sent, sent), (plain, xored));
                }
            );

    [Fact]
    public void An_IPv4_address_in_IPv6_clothes_is_sent_as_IPv4() =>
        Assert.Equal(
            [0, 1, 0x13, 0x88, 192, 0, 2, 1],
            StunAddress.Write(new IPEndPoint(IPAddress.Parse("::ffff:192.0.2.1"), 5000))
        );

    [Theory]
    [InlineData("")]
    [InlineData("0001")]
    [InlineData("00011388")]
    [InlineData("0001138801020304 05")]
    [InlineData("00011388010203")]
    [InlineData("0002138801020304")]
    [InlineData("0003138801020304")]
    [InlineData("0000138801020304")]
    public void Rejects_what_is_no_address(string hex) =>
        Assert.False(StunAddress.TryParse(Convert.FromHexString(hex.Replace(" ", "")), out _));
}
