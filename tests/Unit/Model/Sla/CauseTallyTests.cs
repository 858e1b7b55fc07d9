using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public class CauseTallyTests
{
    [Theory]
    [InlineData("https", Reason.DnsFailure, null, "resolve", CauseLayer.Dns)]
    [InlineData("https", Reason.ConnectionRefused, null, "connect", CauseLayer.Tcp)]
    [InlineData("sip", Reason.ConnectionRefused, null, "exchange", CauseLayer.Udp)]
    [InlineData("https", Reason.Timeout, null, "connect", CauseLayer.Tcp)]
    [InlineData("https", Reason.Timeout, null, "tls", CauseLayer.Tls)]
    [InlineData("https", Reason.Timeout, null, "first_byte", CauseLayer.Http)]
    [InlineData("https", Reason.Timeout, null, null, CauseLayer.Http)]
    [InlineData("sip", Reason.Timeout, null, "exchange", CauseLayer.Sip)]
    [InlineData("rtp", Reason.Timeout, null, "media", CauseLayer.Media)]
    [InlineData("ntp", Reason.Timeout, null, "exchange", CauseLayer.Time)]
    [InlineData("turn", Reason.Timeout, null, "allocate", CauseLayer.Turn)]
    [InlineData("https", Reason.CertificateExpiring, 200, "body", CauseLayer.Tls)]
    [InlineData("https", Reason.UnexpectedStatus, 503, "body", CauseLayer.Http)]
    [InlineData("https", Reason.AssertionFailed, 200, "body", CauseLayer.Http)]
    [InlineData("rtp", Reason.AuthFailed, 403, "session_setup", CauseLayer.SipAuth)]
    [InlineData("turn", Reason.AuthFailed, 401, "allocate", CauseLayer.Turn)]
    [InlineData("sip", Reason.UnexpectedStatus, 404, "exchange", CauseLayer.SipStatus)]
    [InlineData("sip", Reason.UnexpectedStatus, 500, "exchange", CauseLayer.Sip5xx)]
    [InlineData("rtp", Reason.Busy, 486, "session_setup", CauseLayer.SipStatus)]
    [InlineData("rtp", Reason.Busy, 603, "session_setup", CauseLayer.SipStatus)]
    [InlineData("sip", Reason.ProtocolError, null, "exchange", CauseLayer.Sip)]
    [InlineData("rtp", Reason.OneWayMedia, 200, "media", CauseLayer.Media)]
    [InlineData("rtp", Reason.LossExceeded, 200, "teardown", CauseLayer.Quality)]
    [InlineData("ntp", Reason.OffsetExceeded, null, "exchange", CauseLayer.Time)]
    public void A_reason_is_of_a_layer(string kind, Reason reason, int? status, string? phase, CauseLayer layer) =>
        Assert.Equal(layer, CauseLayers.Of(kind, reason, status, phase));

    [Fact]
    public void Every_reason_of_every_kind_has_a_layer_that_is_in_the_closed_list() =>
        Assert.All(
            Enum.GetValues<Reason>(),
            reason =>
                Assert.All(
                    new[] { "sip", "rtp", "turn", "https", "ntp", "dns", "tcp", "websocket" },
                    kind => Assert.True(Enum.IsDefined(CauseLayers.Of(kind, reason)))
                )
        );

    [Fact]
    public void Runs_inside_the_stretch_are_counted_whatever_their_order()
    {
        FailedRun<string>[] runs =
        [
            Run("prague", 10, CauseLayer.Tls, Reason.TlsFailure),
            Run("prague", 20, CauseLayer.Tls, Reason.TlsFailure),
            Run("prague", 30, CauseLayer.Tls, Reason.TlsFailure), // exclusive end
            Run("brno", 9, CauseLayer.Tcp, Reason.Timeout), // before it
            Run("brno", 12, CauseLayer.Tcp, Reason.Timeout),
            Run("prague", 15, CauseLayer.Tcp, Reason.Timeout),
        ];
        Cause<string>[] expected =
        [
            new("prague", CauseLayer.Tls, Reason.TlsFailure, 2, At(10), At(20)),
            new("brno", CauseLayer.Tcp, Reason.Timeout, 1, At(12), At(12)),
            new("prague", CauseLayer.Tcp, Reason.Timeout, 1, At(15), At(15)),
        ];

        Gen.Shuffle(runs)
            .Sample(shuffled => expected.SequenceEqual(CauseTally.Of(shuffled, [new Window(At(10), At(30))])));
    }

    [Fact]
    public void Tallies_of_pieces_add_up_to_that_of_the_whole()
    {
        var gen = Gen.Select(Gen.Int[0, 99], Gen.Int[0, 2], Gen.Int[1, 3])
            .Select(run => Run($"r{run.Item2}", run.Item1, (CauseLayer)run.Item3, Reason.Timeout))
            .List[0, 60];
        gen.Sample(runs =>
        {
            Window[] pieces = [new(At(0), At(40)), new(At(40), At(70)), new(At(70), At(100))];
            var summed = CauseTally.Sum(pieces.SelectMany(piece => CauseTally.Of(runs, [piece])));
            return summed.SequenceEqual(CauseTally.Of(runs, [new Window(At(0), At(100))]));
        });
    }

    private static FailedRun<string> Run(string region, int second, CauseLayer layer, Reason reason) =>
        new(region, At(second), layer, reason);

    private static Instant At(int second) => Instant.UnixEpoch + TimeSpan.FromSeconds(second);
}
