using Ringback.Model.Catalogs.Checks;

namespace Ringback.Tests.Unit.CatalogFiles.Checks;

public class DnsReaderTests
{
    private const string Sip = "sip: { host: pbx.example.com }";

    [Fact]
    public void Every_setting_is_read()
    {
        var check = Read(
            "dns: { name: a.example.com, type: srv, resolver: 9.9.9.9, transport: tls, server_name: dns.quad9.net, ca_file: /ca.pem, "
                + "contains: ['10 5 5060 SIP.example.com.'], least_answers: 2, most_answers: 3, dnssec: true, authoritative: true, "
                + "follow: true, limits: { least_ttl: 60s, most_ttl: 1d, response_time: 200ms, certificate_expiry: 7d } }"
        );

        Assert.Equal(
            ("a.example.com", DnsQueryType.Srv, "9.9.9.9", 853, DnsTransport.Tls, "dns.quad9.net", "/ca.pem"),
            (
                check.Name,
                check.Type,
                check.Resolver,
                check.Port,
                check.Transport,
                check.Tls.ServerName,
                check.Tls.CaFile
            )
        );
        Assert.Equal(["10 5 5060 sip.example.com"], check.Contains!);
        Assert.Equal(
            (2, 3, true, true, true),
            (check.LeastAnswers, check.MostAnswers, check.Dnssec, check.Authoritative, check.Follow)
        );
        Assert.Equal(
            (60, 86_400, 0.2, 7),
            (
                check.LeastTimeToLive?.TotalSeconds,
                check.MostTimeToLive?.TotalSeconds,
                check.ResponseTime?.TotalSeconds,
                check.Tls.CertificateExpiry.TotalDays
            )
        );
    }

    [Fact]
    public void An_error_that_is_expected_needs_no_answers_and_exact_ones_say_their_number()
    {
        Assert.Equal(0, Read("dns: { name: a.example.com, type: a, code: nxdomain }").LeastAnswers);
        Assert.Equal(2, Read("dns: { name: a.example.com, type: a, answers: [192.0.2.1, 192.0.2.2] }").LeastAnswers);
        Assert.Equal(
            (1, 53),
            (
                Read("dns: { name: a.example.com, type: a }").LeastAnswers,
                Read("dns: { name: a.example.com, type: a }").Port
            )
        );
    }

    [Theory]
    [InlineData(DnsQueryType.Aaaa, "2001:DB8:0:0::7", "2001:db8::7")]
    [InlineData(DnsQueryType.Srv, " 010 5  5060 A.Test. ", "10 5 5060 a.test")]
    [InlineData(DnsQueryType.Srv, "0 0 0 .", "0 0 0 .")]
    [InlineData(
        DnsQueryType.Naptr,
        "10 50 S sip+d2u \"\" _sip._udp.A.test.",
        "10 50 \"s\" \"SIP+D2U\" \"\" _sip._udp.a.test"
    )]
    [InlineData(
        DnsQueryType.Naptr,
        "1 2 \"u\" \"E2U+sip\" \"!^.*$!sip:a@b!\" .",
        "1 2 \"u\" \"E2U+SIP\" \"!^.*$!sip:a@b!\" ."
    )]
    [InlineData(DnsQueryType.Cname, "WWW.a.test.", "www.a.test")]
    [InlineData(DnsQueryType.Txt, "V=Spf1 -all", "V=Spf1 -all")]
    [InlineData(DnsQueryType.A, "2001:db8::7", null)]
    [InlineData(DnsQueryType.Srv, "10 5 sip.example.com", null)]
    [InlineData(DnsQueryType.Srv, "10 5 70000 sip.example.com", null)]
    [InlineData(DnsQueryType.Naptr, "10 50 s SIP+D2U _sip._udp.a.test", null)]
    public void Answers_of_one_meaning_have_one_text(DnsQueryType type, string written, string? text) =>
        Assert.Equal(text, DnsAnswerText.Normalise(type, written));

    [Theory]
    [InlineData("dns: { name: a.example.com }", "dns.type: is missing")]
    [InlineData("dns: { type: a }", "dns.name: is missing")]
    [InlineData("dns: { name: a.example.com, type: mx }", "'mx' is not one of a, aaaa, srv, naptr, txt, cname")]
    [InlineData("dns: { name: a.example.com, type: a, answers: [x] }", "'x' is no answer of type a")]
    [InlineData("dns: { name: a.example.com, type: a, transport: tls }", "is for a resolver that is named")]
    [InlineData("dns: { name: a.example.com, type: a, port: 5353 }", "is for a resolver that is named")]
    [InlineData("dns: { name: a.example.com, type: a, follow: true }", "is for records that lead on")]
    [InlineData("dns: { name: a.example.com, type: a, most_answers: 0 }", "is less than least_answers")]
    [InlineData(
        "dns: { name: a.example.com, type: a, code: nxdomain, answers: [192.0.2.1] }",
        "is an error, which has no answers"
    )]
    public void What_contradicts_itself_is_an_error(string check, string expected) =>
        Assert.Contains(expected, Assert.Single(Catalogs.ErrorsWith(Sip, check)));

    private static DnsCheck Read(string check)
    {
        var reading = Catalogs.Parse(Catalogs.Good.Replace(Sip, check, StringComparison.Ordinal));
        Assert.Empty(reading.Errors);
        return Assert.IsType<DnsCheck>(reading.Catalog!.Targets[0].Check);
    }
}
