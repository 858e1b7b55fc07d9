using Ringback.Model.Catalogs.Checks;

namespace Ringback.Tests.Unit.CatalogFiles.Checks;

public class TurnReaderTests
{
    private const string Sip = "sip: { host: pbx.example.com }";

    [Theory]
    [InlineData("", TurnTransport.Udp, 3478, null, 14)]
    [InlineData(", transport: tcp", TurnTransport.Tcp, 3478, null, 14)]
    [InlineData(
        ", transport: tls, ca_file: /ca.pem, limits: { certificate_expiry: 7d }",
        TurnTransport.Tls,
        5349,
        "/ca.pem",
        7
    )]
    public void The_way_to_the_server_is_read(string more, TurnTransport transport, int port, string? ca, int days)
    {
        var reading = Catalogs.Parse(
            Catalogs.Good.Replace(Sip, $"turn: {{ host: turn.example.com{more} }}", StringComparison.Ordinal)
        );

        Assert.Empty(reading.Errors);
        var check = Assert.IsType<TurnCheck>(reading.Catalog!.Targets[0].Check);
        Assert.Equal(
            (transport, port, ca, days),
            (check.Transport, check.Port, check.Tls.CaFile, check.Tls.CertificateExpiry.TotalDays)
        );
    }

    [Theory]
    [InlineData("turn: { host: a.example.com, ca_file: /ca.pem }", "turn.ca_file: is for TLS")]
    [InlineData(
        "turn: { host: a.example.com, transport: tcp, limits: { certificate_expiry: 7d } }",
        "certificate_expiry: is for TLS"
    )]
    [InlineData("turn: { host: a.example.com, transport: dtls }", "transport")]
    public void What_cannot_be_meant_is_said(string check, string expected) =>
        Assert.Contains(expected, Assert.Single(Catalogs.ErrorsWith(Sip, check)));
}
