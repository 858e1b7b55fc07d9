using System.Globalization;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Check = Ringback.Model.Catalogs.Checks.Check;

namespace Ringback.Tests.Integration.ProbeWorker.Net;

/// <summary>
/// What may be wrong with a certificate, as OpenSSL makes and serves it, and how each of the two handshakes sees it: the runtime's, which all
/// checks over TLS share, and that of NTS.
/// </summary>
public sealed class BrokenCertificatesTests : IAsyncLifetime
{
    private BrokenTlsServers _servers = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _servers = await BrokenTlsServers.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public async Task Each_is_told_by_its_own_sentence_whoever_shakes_hands()
    {
        (string Server, string Sentence)[] expected =
        [
            ("expired", "not trusted: it expired on 20"),
            ("not yet valid", "not trusted: it is not valid before 20"),
            ("wrong name", "not trusted: it is not for 127.0.0.1, but for elsewhere.test."),
            ("self-signed", "not trusted: it is self-signed"),
            ("unknown authority", "its issuer CN=Stranger is no authority that is trusted"),
            ("weak key", "not trusted: it has a weak key: RSA of 1024 bits, 2048 are the least."),
            ("broken hash", "not trusted: it is signed with the broken hash SHA-1."),
            (
                "missing intermediate",
                "its issuer CN=inter is no authority that is trusted: an intermediate certificate is missing"
            ),
            ("wrong use", "not trusted: it may not be used for a server"),
            ("expired intermediate", "the certificate of CN=old, which vouches for it, expired on 20"),
            ("forged signature", "not trusted: it does not bear the signature of CN=inter."),
        ];
        foreach (var (server, sentence) in expected)
        {
            foreach (var check in (Check[])[Https(server), Nts(server)])
            {
                var result = await RunAsync(check);

                Assert.True(
                    (Outcome.Down, Reason.TlsFailure) == (result.Outcome, result.Reason),
                    $"{server}, {check.Kind}: {result.Reason} {result.Detail}\n{result.Evidence}"
                );
                Assert.Contains(sentence, result.Detail, StringComparison.Ordinal);
            }
        }

        var good = await RunAsync(Https("good"));
        Assert.True(good.Outcome == Outcome.Up, $"{good.Detail}\n{good.Evidence}");
        var soon = await RunAsync(Https("expires soon"));
        Assert.Equal(
            (Outcome.Degraded, Reason.CertificateExpiring, "The certificate of 127.0.0.1 expires in 4 days."),
            (soon.Outcome, soon.Reason, soon.Detail)
        );
        var revoked = await RunAsync(Nts("revoked"));
        Assert.Equal((Outcome.Down, Reason.CertificateRevoked), (revoked.Outcome, revoked.Reason));
    }

    /// <summary>The server is busy with the connection that the check itself holds open: of the staple nothing is known, good or bad.</summary>
    [Fact]
    public async Task A_staple_that_a_server_of_one_connection_cannot_show_is_degraded_only_where_it_must_be_there()
    {
        var results = await Task.WhenAll(
            RunAsync(Https("revoked", StapleUse.IfAny)),
            RunAsync(Https("good", StapleUse.Required)),
            RunAsync(Https("must staple"))
        );

        Assert.All(
            results,
            result =>
                Assert.Contains(
                    "was not to be seen over a second connection: no answer in time.",
                    result.Evidence,
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(
            [(Outcome.Up, null), (Outcome.Degraded, Reason.TlsFailure), (Outcome.Degraded, Reason.TlsFailure)],
            results.Select(result => (result.Outcome, result.Reason))
        );
        Assert.All(
            results,
            result =>
            {
                Assert.DoesNotContain(result.Measurements, figure => figure.Name == MeasurementNames.OcspStaple);
                Assert.Equal(PhaseNames.Body, result.Phases[^1].Name);
            }
        );
    }

    [Fact]
    public async Task A_handshake_that_is_refused_says_what_it_wants()
    {
        var cipher = await RunAsync(Https("weak cipher"));
        var client = await RunAsync(Https("wants a client"));
        var other = await RunAsync(Https("other protocol"));
        var mixed = await RunAsync(
            Https("wants a client") with
            {
                Tls = Tls() with { ClientCertificate = new(_servers.PathOf("good.pem"), _servers.PathOf("soon.key")) },
            }
        );

        Assert.Equal((Outcome.Down, Reason.TlsFailure), (cipher.Outcome, cipher.Reason));
        Assert.Contains("takes none of the versions and ciphers", cipher.Detail, StringComparison.Ordinal);
        Assert.Equal((Outcome.Down, Reason.TlsFailure), (client.Outcome, client.Reason));
        Assert.Contains("wants a client certificate", client.Detail, StringComparison.Ordinal);
        Assert.Equal((Outcome.Down, Reason.TlsFailure), (other.Outcome, other.Reason));
        Assert.Contains(
            "speaks none of the protocols that were offered (ALPN)",
            other.Detail,
            StringComparison.Ordinal
        );
        Assert.Equal((Outcome.Unknown, Reason.CredentialMissing), (mixed.Outcome, mixed.Reason));
        Assert.Contains("soon.key", mixed.Detail, StringComparison.Ordinal);
    }

    private static Task<ProbeResult> RunAsync(Check check) =>
        OneRun.OfAsync(check, TimeSpan.FromMinutes(1), evidenceAlways: true);

    private TlsSettings Tls(StapleUse staple = StapleUse.IfDemanded) =>
        new() { CaFile = _servers.CaFile, Staple = staple };

    private HttpsCheck Https(string server, StapleUse staple = StapleUse.IfDemanded) =>
        new()
        {
            Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{_servers.Port(server)}/")),
            Tls = Tls(staple),
        };

    private NtpCheck Nts(string server) =>
        new()
        {
            Host = "127.0.0.1",
            Nts = true,
            NtsPort = _servers.Port(server),
            Tls = Tls(StapleUse.IfAny),
            RateLimit = false,
        };
}
