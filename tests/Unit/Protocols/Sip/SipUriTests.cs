using Ringback.Protocols.Sip;

namespace Ringback.Tests.Unit.Protocols.Sip;

public class SipUriTests
{
    [Theory]
    [InlineData("sip:alice@atlanta.com")]
    [InlineData("sip:alice:secretword@atlanta.com;transport=tcp")]
    [InlineData("sips:alice@atlanta.com?subject=project%20x&priority=urgent")]
    [InlineData("sip:+1-212-555-1212:1234@gateway.com;user=phone")]
    [InlineData("sips:1212@gateway.com")]
    [InlineData("sip:alice@192.0.2.4")]
    [InlineData("sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com")]
    [InlineData("sip:alice;day=tuesday@atlanta.com")]
    [InlineData("sip:user@[2001:db8::10]:5070;lr")]
    [InlineData("tel:+358-555-1234567")]
    public void Examples_of_the_RFCs_are_read_and_written_alike(string text)
    {
        Assert.True(SipUri.TryParse(text, out var uri));
        Assert.Equal(text, uri.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice@atlanta.com")]
    [InlineData("sip:")]
    [InlineData("sip:@atlanta.com")]
    [InlineData("sip:alice@")]
    [InlineData("sip:a@b@c")]
    [InlineData("sip:alice@atlanta.com:0")]
    [InlineData("sip:alice@atlanta.com:65536")]
    [InlineData("sip:alice@atlanta.com:")]
    [InlineData("sip:alice@atlanta..com")]
    [InlineData("sip:alice@-atlanta.com")]
    [InlineData("sip:alice@256.0.0.1")]
    [InlineData("sip:alice@1.2.3")]
    [InlineData("sip:alice@[::1")]
    [InlineData("sip:alice@[::1%25lo]")]
    [InlineData("sip:alice@[1.2.3.4]")]
    [InlineData("sip:alice@host;")]
    [InlineData("sip:alice@host;=x")]
    [InlineData("sip:alice@host;a=")]
    [InlineData("sip:alice@host?")]
    [InlineData("sip:al%4@host")]
    [InlineData("sip:al%zz@host")]
    [InlineData("sip:al ice@host")]
    [InlineData("sip:alice@host\r\nVia: x")]
    [InlineData("1sip:alice@host")]
    public void What_the_grammar_forbids_is_refused(string text) => Assert.False(SipUri.TryParse(text, out _));

    [Fact]
    public void Any_user_can_be_called_and_none_can_leave_its_place() =>
        Gen.String[Gen.Char, 1, 20]
            .Where(s => !s.Any(char.IsSurrogate))
            .Sample(user =>
            {
                var uri = SipUri.Create(user, "pbx.example.com", 5070);

                Assert.True(SipUri.TryParse(uri.ToString(), out var read));
                Assert.Equal(uri, read);
                Assert.Equal(user, Uri.UnescapeDataString(read.User!));
            });

    [Theory]
    [InlineData("::1", "sip:[::1]")]
    [InlineData("[::1]", "sip:[::1]")]
    [InlineData("pbx", "sip:pbx")]
    public void An_IPv6_address_gets_its_brackets(string host, string expected) =>
        Assert.Equal(expected, SipUri.Create(null, host).ToString());

    [Theory]
    [InlineData("a b")]
    [InlineData("host;lr")]
    [InlineData("")]
    public void A_host_that_is_none_cannot_be_made_into_a_URI(string host) =>
        Assert.Throws<ArgumentException>(() => SipUri.Create("1001", host));
}
