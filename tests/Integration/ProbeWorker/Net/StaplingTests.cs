using System.Globalization;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Check = Ringback.Model.Catalogs.Checks.Check;

namespace Ringback.Tests.Integration.ProbeWorker.Net;

/// <summary>Stapled OCSP answers of nginx, made by openssl, as every check over TLS looks at them.</summary>
public sealed class StaplingTests : IAsyncLifetime
{
    private StaplingServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await StaplingServer.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Looked_at_each_is_what_it_is()
    {
        (string Case, Outcome Outcome, Reason? Reason, int Code, string Said)[] expected =
        [
            (StaplingServer.Good, Outcome.Up, null, 1, "says good"),
            (StaplingServer.Delegated, Outcome.Up, null, 1, "says good"),
            (StaplingServer.Revoked, Outcome.Down, Reason.CertificateRevoked, 2, "keyCompromise"),
            (StaplingServer.Stale, Outcome.Degraded, Reason.TlsFailure, 3, "too old"),
            (StaplingServer.OfAnother, Outcome.Degraded, Reason.TlsFailure, 4, "is of another certificate"),
            (StaplingServer.OfMallory, Outcome.Degraded, Reason.TlsFailure, 4, "does not vouch for"),
            (StaplingServer.NotAllowed, Outcome.Degraded, Reason.TlsFailure, 4, "no id-kp-OCSPSigning"),
            (StaplingServer.TryLater, Outcome.Degraded, Reason.TlsFailure, 4, "tryLater"),
            (StaplingServer.None, Outcome.Up, null, 0, "staples no OCSP answer"),
            (StaplingServer.MustWithout, Outcome.Down, Reason.TlsFailure, 0, "must-staple"),
            (StaplingServer.MustWith, Outcome.Up, null, 1, "says good"),
        ];
        Assert.Equal(StaplingServer.All, expected.Select(each => each.Case));
        foreach (var each in expected)
        {
            var result = await RunAsync(Https(each.Case, StapleUse.IfAny));

            Assert.True(
                (each.Outcome, each.Reason) == (result.Outcome, result.Reason),
                $"{each.Case}: {result.Reason} {result.Detail}\n{result.Evidence}"
            );
            Assert.Equal(each.Code, Figure(result, MeasurementNames.OcspStaple));
            Assert.Contains(each.Said, $"{result.Detail}{result.Evidence}", StringComparison.Ordinal);
            Assert.Equal(
                [PhaseNames.Connect, PhaseNames.Tls, PhaseNames.Ocsp],
                result.Phases.Select(phase => phase.Name).Skip(1).Take(3)
            );
        }
    }

    [Fact]
    public async Task Required_it_must_be_there_and_good()
    {
        var good = await RunAsync(Https(StaplingServer.Good, StapleUse.Required));
        var none = await RunAsync(Https(StaplingServer.None, StapleUse.Required));
        var stale = await RunAsync(Https(StaplingServer.Stale, StapleUse.Required));

        Assert.Equal(Outcome.Up, good.Outcome);
        Assert.InRange(Figure(good, MeasurementNames.OcspAgeSeconds), 0, 600);
        Assert.Equal((Outcome.Down, Reason.TlsFailure), (none.Outcome, none.Reason));
        Assert.Equal((Outcome.Down, Reason.TlsFailure), (stale.Outcome, stale.Reason));
        Assert.InRange(Figure(stale, MeasurementNames.OcspAgeSeconds) / 86_400, 29.9, 30.1);
    }

    [Fact]
    public async Task Unasked_only_a_certificate_that_demands_one_is_held_to_it()
    {
        var revoked = await RunAsync(Https(StaplingServer.Revoked, StapleUse.IfDemanded));
        var without = await RunAsync(Https(StaplingServer.MustWithout, StapleUse.IfDemanded));
        var with = await RunAsync(Https(StaplingServer.MustWith, StapleUse.IfDemanded));

        Assert.Equal(Outcome.Up, revoked.Outcome);
        Assert.DoesNotContain(revoked.Phases, phase => phase.Name == PhaseNames.Ocsp);
        Assert.True((Outcome.Down, Reason.TlsFailure) == (without.Outcome, without.Reason), without.Evidence);
        Assert.Equal(Outcome.Up, with.Outcome);
    }

    /// <summary>What every check over TLS opens its connection by is one piece: the handshake comes before anything of the protocol.</summary>
    [Fact]
    public async Task Checks_of_every_kind_are_told_of_a_revoked_certificate()
    {
        var port = _server.Port(StaplingServer.Revoked);
        var tls = Tls(StapleUse.IfAny);
        Check[] checks =
        [
            new TcpCheck
            {
                Host = "127.0.0.1",
                Port = port,
                OverTls = true,
                Tls = tls,
            },
            new TurnCheck
            {
                Host = "127.0.0.1",
                Port = port,
                Transport = TurnTransport.Tls,
                Tls = tls,
            },
            new SipCheck
            {
                Host = "127.0.0.1",
                Port = port,
                Transport = SipTransport.Tls,
                Tls = tls,
            },
            new SipCheck
            {
                Host = "127.0.0.1",
                Port = port,
                Transport = SipTransport.Wss,
                Tls = tls,
            },
            new RtpCheck
            {
                Host = "127.0.0.1",
                Port = port,
                Transport = SipTransport.Tls,
                Tls = tls,
                Extension = "600",
            },
            new WebSocketCheck
            {
                Url = string.Create(CultureInfo.InvariantCulture, $"wss://127.0.0.1:{port}/"),
                Tls = tls,
            },
            new DnsCheck
            {
                Name = "a.test",
                Type = DnsQueryType.A,
                Resolver = "127.0.0.1",
                Port = port,
                Transport = DnsTransport.Tls,
                Tls = tls,
            },
        ];
        foreach (var check in checks)
        {
            var result = await RunAsync(check);

            Assert.True(result.Reason == Reason.CertificateRevoked, $"{check.Kind}: {result.Reason} {result.Detail}");
        }
    }

    private static double Figure(ProbeResult result, string name) =>
        result.Measurements.Single(figure => figure.Name == name).Value;

    private static Task<ProbeResult> RunAsync(Check check) =>
        OneRun.OfAsync(check, TimeSpan.FromSeconds(30), evidenceAlways: true);

    private TlsSettings Tls(StapleUse staple) => new() { CaFile = _server.CaFile, Staple = staple };

    private HttpsCheck Https(string name, StapleUse staple) =>
        new()
        {
            Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{_server.Port(name)}/")),
            Expect = new() { Status = [204] },
            Tls = Tls(staple),
        };
}
