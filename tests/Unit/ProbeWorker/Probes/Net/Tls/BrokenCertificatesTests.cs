using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Tests.BadPeers;
using Ringback.Tests.Unit.ProbeWorker.Probes.Https;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Tls;

/// <summary>A TLS server with each certificate that a careless operator may come to have.</summary>
public sealed class BrokenCertificatesTests
{
    private static readonly TestAuthority Root = TestAuthority.Root("Root");
    private static readonly TestAuthority Issuer = Root.Intermediate("Issuer");

    private static readonly Dictionary<string, Func<(X509Certificate2 Leaf, X509Certificate2[] Sent)>> Servers = new()
    {
        ["good"] = () => (Issuer.Leaf(), [Issuer.Certificate]),
        ["expired"] = () => (Issuer.Leaf(-90, -1), [Issuer.Certificate]),
        ["not yet valid"] = () => (Issuer.Leaf(1, 90), [Issuer.Certificate]),
        ["wrong host"] = () => (Issuer.Leaf(host: "elsewhere.test"), [Issuer.Certificate]),
        ["self-signed"] = () => (TestAuthority.SelfSigned(System.Net.IPAddress.Loopback, TimeSpan.FromDays(90)), []),
        ["unknown authority"] = () =>
        {
            var stranger = TestAuthority.Root("Stranger").Intermediate("Stranger's issuer");
            return (stranger.Leaf(), [stranger.Certificate]);
        },
        ["missing intermediate"] = () => (Issuer.Leaf(), []),
        ["wrong use"] = () => (Issuer.Leaf(use: TestAuthority.ClientUse), [Issuer.Certificate]),
        ["expired intermediate"] = () =>
        {
            var old = Root.Intermediate("Old issuer", -300, -2);
            return (old.Leaf(), [old.Certificate]);
        },
        ["issuer that is no authority"] = () =>
        {
            var guest = Root.Intermediate("Guest", isAuthority: false);
            return (guest.Leaf(), [guest.Certificate]);
        },
        ["forged signature"] = () => (Root.Intermediate("Issuer").Leaf(), [Issuer.Certificate]),
        ["intermediate expires soon"] = () =>
        {
            var soon = Root.Intermediate("Ageing issuer", -300, 3.5);
            return (soon.Leaf(), [soon.Certificate]);
        },
    };

    [Theory]
    [InlineData("good", Outcome.Up, null, "")]
    [InlineData("expired", Outcome.Down, Reason.TlsFailure, "not trusted: it expired on 20")]
    [InlineData("not yet valid", Outcome.Down, Reason.TlsFailure, "not trusted: it is not valid before 20")]
    [InlineData(
        "wrong host",
        Outcome.Down,
        Reason.TlsFailure,
        "not trusted: it is not for 127.0.0.1, but for elsewhere.test, localhost.test."
    )]
    [InlineData("self-signed", Outcome.Down, Reason.TlsFailure, "not trusted: it is self-signed")]
    [InlineData(
        "unknown authority",
        Outcome.Down,
        Reason.TlsFailure,
        "ends at CN=Stranger's issuer, whose issuer CN=Stranger is no authority that is trusted"
    )]
    [InlineData("missing intermediate", Outcome.Down, Reason.TlsFailure, "an intermediate certificate is missing")]
    [InlineData("wrong use", Outcome.Down, Reason.TlsFailure, "it may not be used for a server")]
    [InlineData(
        "expired intermediate",
        Outcome.Down,
        Reason.TlsFailure,
        "the certificate of CN=Old issuer, which vouches for it, expired on 20"
    )]
    [InlineData("issuer that is no authority", Outcome.Down, Reason.TlsFailure, "basic constraints")]
    [InlineData("forged signature", Outcome.Down, Reason.TlsFailure, "not trusted: ")]
    [InlineData(
        "intermediate expires soon",
        Outcome.Degraded,
        Reason.CertificateExpiring,
        "The certificate of CN=Ageing issuer, which vouches for the server's, expires in 3 days."
    )]
    public async Task Each_has_its_reason_and_its_sentence(
        string name,
        Outcome outcome,
        Reason? reason,
        string sentence
    )
    {
        var (leaf, sent) = Servers[name]();
        await using var server = new LoopbackTlsServer(AnswerAsync, Tls(leaf, sent), Root.Certificate);

        var result = await HttpsRuns.RunAsync(server);

        TestContext.Current.TestOutputHelper!.WriteLine($"{result.Outcome} {result.Reason} {result.Detail}");
        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
        Assert.Contains(sentence, result.Detail ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_sent_and_what_is_trusted_is_told()
    {
        await using var server = new LoopbackTlsServer(
            AnswerAsync,
            Tls(Issuer.Leaf(), [Issuer.Certificate]),
            Root.Certificate
        );

        var result = await HttpsRuns.RunAsync(server, evidenceAlways: true);

        var figures = result.Measurements.ToDictionary(m => m.Name, m => m.Value);
        Assert.Equal(1.3, figures[MeasurementNames.TlsVersion]);
        Assert.Equal((int)TlsCipherSuite.TLS_AES_256_GCM_SHA384, figures[MeasurementNames.CipherSuite]);
        Assert.Equal(
            figures[MeasurementNames.CertificateExpirySeconds],
            figures[MeasurementNames.ChainExpirySeconds],
            tolerance: 1
        );
        Assert.Contains("certificate of CN=leaf, issued by CN=Issuer", result.Evidence, StringComparison.Ordinal);
        Assert.Contains("certificate of CN=Issuer, issued by CN=Root", result.Evidence, StringComparison.Ordinal);
        Assert.Contains("trusted by that of CN=Root", result.Evidence, StringComparison.Ordinal);
        Assert.Contains("Tls13, TLS_AES_256_GCM_SHA384, ALPN http/1.1", result.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_may_be_asked_for_by_another_name()
    {
        string? asked = null;
        var tls = Tls(Issuer.Leaf(host: "pbx.test"), [Issuer.Certificate]);
        await using var server = new LoopbackTlsServer(
            (stream, head, stop) =>
            {
                asked = stream.TargetHostName;
                return AnswerAsync(stream, head, stop);
            },
            tls,
            Root.Certificate
        );

        var result = await HttpsRuns.RunAsync(
            server,
            check => check with { Tls = check.Tls with { ServerName = "pbx.test" } }
        );

        Assert.Equal((Outcome.Up, "pbx.test"), (result.Outcome, asked));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
    [InlineData(SslProtocols.Tls12, false)]
    [InlineData(SslProtocols.Tls13, false)]
    public async Task A_server_that_asks_who_comes_is_told(SslProtocols version, bool comes)
    {
        var own = Issuer.Leaf(use: TestAuthority.ClientUse);
        var folder = Directory.CreateTempSubdirectory("ringback-tls-");
        var files = new ClientCertificate($"{folder}/cert.pem", $"{folder}/key.pem");
        await File.WriteAllTextAsync(
            files.Certificate,
            own.ExportCertificatePem() + "\n" + Issuer.Certificate.ExportCertificatePem(),
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            files.Key,
            own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
            TestContext.Current.CancellationToken
        );
        var tls = Tls(Issuer.Leaf(), [Issuer.Certificate]);
        tls.ClientCertificateRequired = true;
        tls.EnabledSslProtocols = version;
        tls.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=leaf";
        await using var server = new LoopbackTlsServer(AnswerAsync, tls, Root.Certificate);

        var result = await HttpsRuns.RunAsync(
            server,
            check => check with { Tls = check.Tls with { ClientCertificate = comes ? files : null } }
        );

        folder.Delete(recursive: true);
        TestContext.Current.TestOutputHelper!.WriteLine($"{result.Outcome} {result.Reason} {result.Detail}");
        Assert.Equal(comes ? Outcome.Up : Outcome.Down, result.Outcome);
        if (!comes)
            Assert.Contains(result.Reason, (Reason?[])[Reason.TlsFailure, Reason.ConnectionClosed]);
    }

    private static SslServerAuthenticationOptions Tls(X509Certificate2 leaf, X509Certificate2[] sent) =>
        new()
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(leaf, [.. sent], offline: true),
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        };

    private static Task AnswerAsync(SslStream stream, string head, CancellationToken stop) =>
        LoopbackTlsServer.Answer(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
}
