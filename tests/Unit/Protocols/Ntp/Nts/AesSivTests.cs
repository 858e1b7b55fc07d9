using Ringback.Protocols.Ntp.Nts;

namespace Ringback.Tests.Unit.Protocols.Ntp.Nts;

/// <summary>The vectors of RFC 5297, appendix A.</summary>
public class AesSivTests
{
    public static TheoryData<string, string[], string, string> Vectors =>
        new()
        {
            {
                "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
                ["101112131415161718191a1b1c1d1e1f2021222324252627"],
                "112233445566778899aabbccddee",
                "85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c"
            },
            {
                "7f7e7d7c7b7a79787776757473727170404142434445464748494a4b4c4d4e4f",
                [
                    "00112233445566778899aabbccddeeffdeaddadadeaddadaffeeddccbbaa99887766554433221100",
                    "102030405060708090a0",
                    "09f911029d74e35bd84156c5635688c0",
                ],
                "7468697320697320736f6d6520706c61696e7465787420746f20656e6372797074207573696e67205349562d414553",
                "7bdb6e3b432667eb06f4d14bff2fbd0fcb900f2fddbe404326601965c889bf17dba77ceb094fa663b7a3f748ba8af829ea64ad544a272e9c485b62a3fd5c0d"
            },
        };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Seals_and_opens_as_the_RFC_does(string key, string[] headers, string text, string sealedText)
    {
        using var siv = new AesSiv(Convert.FromHexString(key));
        byte[][] authenticated = [.. headers.Select(Convert.FromHexString)];

        Assert.Equal(sealedText, Convert.ToHexStringLower(siv.Seal(Convert.FromHexString(text), authenticated)));
        Assert.Equal(text, Convert.ToHexStringLower(siv.Open(Convert.FromHexString(sealedText), authenticated)!));
    }

    [Fact]
    public void What_was_changed_in_any_bit_opens_nowhere() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[0, 70], Gen.Byte.Array[0, 70], Gen.Int[0, int.MaxValue])
            .Sample(
                (key, header, text, where) =>
                {
                    using var siv = new AesSiv(key);
                    var output = siv.Seal(text, header);
                    Assert.Equal(text, siv.Open(output, header));
                    output[where % output.Length] ^= (byte)(1 << (where % 8));
                    Assert.Null(siv.Open(output, header));
                }
            );

    [Fact]
    public void What_is_shorter_than_a_tag_is_nothing()
    {
        using var siv = new AesSiv(new byte[AesSiv.KeySize]);

        Assert.Null(siv.Open(new byte[AesSiv.TagSize - 1]));
        Assert.Empty(siv.Open(siv.Seal([]))!);
    }
}
