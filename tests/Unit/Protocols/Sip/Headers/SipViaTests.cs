using Ringback.Protocols.Sip.Headers;

namespace Ringback.Tests.Unit.Protocols.Sip.Headers;

public class SipViaTests
{
    [Fact]
    public void A_Via_of_our_own_is_written_as_it_is_read()
    {
        var via = SipVia.Create("UDP", "2001:db8::1", 5060, "z9hG4bKx");

        Assert.Equal("SIP/2.0/UDP [2001:db8::1]:5060;rport;branch=z9hG4bKx", via.ToString());
        Assert.True(SipVia.TryParse(via.ToString(), out var read));
        Assert.Equal(via, read);
        Assert.Null(read.RPort);
    }

    [Fact]
    public void The_next_hop_says_where_it_saw_us()
    {
        Assert.True(
            SipVia.TryParse(
                "SIP/2.0/UDP 10.1.1.1:4540;received=2001:db8::9;rport=9988;branch=z9hG4bKkjshdyff",
                out var via
            )
        );

        Assert.Equal(("2001:db8::9", 9988), (via.Received, via.RPort));
        Assert.True(via.HasUniqueBranch);
    }

    [Theory]
    [InlineData("z9hG4bK", false)]
    [InlineData("z9hg4bk1", true)]
    [InlineData("390skdjuw", false)]
    public void Only_a_branch_behind_the_cookie_is_unique(string branch, bool unique) =>
        Assert.Equal(unique, SipVia.Create("UDP", "a", 1, branch).HasUniqueBranch);

    [Theory]
    [InlineData("SIP/2.0/UDP")]
    [InlineData("SIP/2.0/UDP ")]
    [InlineData("SIP/2.0/UDPhost")]
    [InlineData("SIP/3.0/UDP host")]
    [InlineData("HTTP/2.0/UDP host")]
    [InlineData("SIP/2.0/UDP host:99999")]
    [InlineData("SIP/2.0/UDP host;;")]
    [InlineData("SIP/2.0/UDP ho st")]
    public void What_the_grammar_forbids_is_refused(string text) => Assert.False(SipVia.TryParse(text, out _));
}
