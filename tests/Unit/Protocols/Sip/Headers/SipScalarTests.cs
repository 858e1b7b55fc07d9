using Ringback.Protocols.Sip.Headers;

namespace Ringback.Tests.Unit.Protocols.Sip.Headers;

public class SipScalarTests
{
    [Theory]
    [InlineData("2147483647 OPTIONS", true)]
    [InlineData("0 INVITE", true)]
    [InlineData("2147483648 OPTIONS", false)]
    [InlineData("36893488147419103232 OPTIONS", false)]
    [InlineData("-1 OPTIONS", false)]
    [InlineData("1OPTIONS", false)]
    [InlineData("1", false)]
    [InlineData("1 OPTIONS x", false)]
    public void CSeq_is_below_two_to_the_31(string text, bool valid) =>
        Assert.Equal(valid, SipCSeq.TryParse(text, out _));

    [Theory]
    [InlineData("120", 120)]
    [InlineData("18000;duration=3600", 18000)]
    [InlineData("120 (I'm in a (very \\) long) meeting)", 120)]
    [InlineData("0", 0)]
    public void Retry_After_is_read_past_its_comment(string text, int seconds)
    {
        Assert.True(SipRetryAfter.TryParse(text, out var retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(seconds), retryAfter.After);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("949302838503028349304023988")]
    [InlineData("120 (open")]
    [InlineData("120 (open\\")]
    [InlineData("120 x")]
    public void A_broken_Retry_After_is_refused(string text) => Assert.False(SipRetryAfter.TryParse(text, out _));
}
