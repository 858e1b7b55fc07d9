using Ringback.Protocols.Sip.Headers;

namespace Ringback.Tests.Unit.Protocols.Sip.Headers;

public class SipAddressTests
{
    [Theory]
    [InlineData(
        "\"A. G. Bell\" <sip:agb@bell-telephone.com>;tag=a48s",
        "\"A. G. Bell\"",
        "sip:agb@bell-telephone.com",
        "a48s"
    )]
    [InlineData(
        "sip:+12125551212@server.phone2net.com;tag=887s",
        null,
        "sip:+12125551212@server.phone2net.com",
        "887s"
    )]
    [InlineData("Anonymous <sip:c8oqz84zk7z@privacy.org>;tag=hyh8", "Anonymous", "sip:c8oqz84zk7z@privacy.org", "hyh8")]
    [InlineData("<sip:a@b;lr>", null, "sip:a@b;lr", null)]
    [InlineData("\"<sip:x@y>, \\\"\" <sip:a@b>", "\"<sip:x@y>, \\\"\"", "sip:a@b", null)]
    [InlineData("Lee M. Foote<sip:lee@b>", "Lee M. Foote", "sip:lee@b", null)]
    public void Names_URIs_and_tags_are_told_apart(string text, string? name, string uri, string? tag)
    {
        Assert.True(SipAddress.TryParse(text, out var address));
        Assert.Equal((name, uri, tag), (address.DisplayName, address.Uri.ToString(), address.Tag));

        Assert.True(SipAddress.TryParse(address.ToString(), out var again));
        Assert.Equal(address, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"open <sip:a@b>")]
    [InlineData("Bell, Alexander <sip:a@b>")]
    [InlineData("<sip:a@b")]
    [InlineData("< sip:a@b >")]
    [InlineData("<sip:a@b>;")]
    [InlineData("<sip:a@b>;tag=")]
    [InlineData("<sip:a@b> trailing")]
    [InlineData("sip:a@b?x=y")]
    [InlineData("<sip:a@b>, <sip:c@d>")]
    public void What_the_grammar_forbids_is_refused(string text) => Assert.False(SipAddress.TryParse(text, out _));
}
