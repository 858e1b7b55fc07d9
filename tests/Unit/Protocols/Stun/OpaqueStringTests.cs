using Ringback.Protocols.Stun;

namespace Ringback.Tests.Unit.Protocols.Stun;

public class OpaqueStringTests
{
    [Theory]
    [InlineData("secret", "secret")]
    [InlineData("S3cr et~!", "S3cr et~!")]
    [InlineData("\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9", "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9")]
    [InlineData("p\u0159\u00edli\u0161", "p\u0159\u00edli\u0161")]
    [InlineData("a\u00A0b\u3000c", "a b c")] // spaces of any kind are U+0020 (RFC 8265 §4.2.1)
    [InlineData("correct horse", "correct horse")]
    public void Prepares(string text, string prepared)
    {
        Assert.True(OpaqueString.TryPrepare(text, out var result));
        Assert.Equal(prepared, result);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tab\there")]
    [InlineData("line\n")]
    [InlineData("del\u007F")]
    [InlineData("The\u00ADM\u00AAtr\u2168")] // RFC 5769's password: SASLprep removed the soft hyphen, this profile forbids it
    [InlineData("zero\u200Bwidth")]
    [InlineData("e\u0301")] // form C would compose it
    [InlineData("\u212B")] // form C would make it U+00C5
    [InlineData("\uE000")] // private
    [InlineData("\uD800")] // half a pair
    [InlineData("\u038B")] // unassigned
    public void Refuses(string text) => Assert.False(OpaqueString.TryPrepare(text, out _));
}
