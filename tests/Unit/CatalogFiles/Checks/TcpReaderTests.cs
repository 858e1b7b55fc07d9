using Ringback.Model.Catalogs.Checks;

namespace Ringback.Tests.Unit.CatalogFiles.Checks;

public class TcpReaderTests
{
    private const string Sip = "sip: { host: pbx.example.com }";

    [Fact]
    public void Every_setting_is_read()
    {
        var reading = Catalogs.Parse(
            Catalogs.Good.Replace(
                Sip,
                "tcp: { host: mail.example.com, port: 465, tls: true, ca_file: /ca.pem, send: \"QUIT\\r\\n\", contains: '220', "
                    + "matches: '^220 .*ESMTP', read_limit: 512, limits: { connect_time: 100ms, certificate_expiry: 7d } }",
                StringComparison.Ordinal
            )
        );

        Assert.Empty(reading.Errors);
        var check = Assert.IsType<TcpCheck>(reading.Catalog!.Targets[0].Check);
        Assert.Equal(
            ("mail.example.com", 465, true, "/ca.pem", "QUIT\r\n", "220", "^220 .*ESMTP", 512),
            (
                check.Host,
                check.Port,
                check.OverTls,
                check.Tls.CaFile,
                check.Send,
                check.Contains,
                check.Matches,
                check.ReadLimit
            )
        );
        Assert.Equal((0.1, 7), (check.ConnectTime?.TotalSeconds, check.Tls.CertificateExpiry.TotalDays));
    }

    [Theory]
    [InlineData("tcp: { host: a.example.com }", "tcp.port: is missing")]
    [InlineData("tcp: { host: a.example.com, port: 25, matches: '(' }", "is no regular expression that surely ends")]
    [InlineData(
        "tcp: { host: a.example.com, port: 25, matches: '(?=a)b' }",
        "is no regular expression that surely ends"
    )]
    [InlineData("tcp: { host: a.example.com, port: 25, ca_file: /ca.pem }", "is for TLS")]
    [InlineData("tcp: { host: a.example.com, port: 25, read_limit: 16385 }", "is no whole number from 1 to 16384")]
    public void What_cannot_be_meant_is_said(string check, string expected) =>
        Assert.Contains(expected, Assert.Single(Catalogs.ErrorsWith(Sip, check)));
}
