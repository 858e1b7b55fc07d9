using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net;

public class DisguisedHostTests
{
    [Theory]
    [InlineData("pbx.example.com", false)]
    [InlineData("_sip._udp.example.com.", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("příklad.cz", false)]
    [InlineData("xn--pklad-zsa96e.cz", false)]
    [InlineData("почта.рф", false)]
    [InlineData("xn--80a1acny.xn--p1ai", false)]
    [InlineData("例え.テスト", false)]
    [InlineData("xn--r8jz45g.xn--zckzah", false)]
    [InlineData("xn--", false)]
    [InlineData("xn--zzzzzzzzzzzz99999999", false)] // no punycode: a nameserver may say so
    [InlineData("\uff11\uff12\uff17.0.0.1", true)]
    [InlineData("xn--8g7ccp.xn--7g7c.xn--7g7c.xn--8g7c", true)] // the same
    [InlineData("xn--orhcp.0.0.xn--orh", true)] // circled
    [InlineData("xn--kr2hcp.xn--jr2h.xn--jr2h.xn--kr2h", true)] // bold
    [InlineData("\uff4cocalhost", true)]
    public void Is_told_from_a_name(string host, bool disguised) => Assert.Equal(disguised, DisguisedHost.IsOne(host));
}
