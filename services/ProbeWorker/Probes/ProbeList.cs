using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Probes.Dns;
using Ringback.ProbeWorker.Probes.Https;
using Ringback.ProbeWorker.Probes.Https.Tokens;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Ntp;
using Ringback.ProbeWorker.Probes.Rtp;
using Ringback.ProbeWorker.Probes.Sip;
using Ringback.ProbeWorker.Probes.Tcp;
using Ringback.ProbeWorker.Probes.Turn;
using Ringback.ProbeWorker.Probes.Websocket;

namespace Ringback.ProbeWorker.Probes;

/// <summary>Every kind of probe. A new one is a folder here, and one line below.</summary>
internal static class ProbeList
{
    public static IReadOnlyList<ProbeKind> Kinds { get; } =
    [
        ProbeKind.Of(SipCheck.KindName, new SipProbe()),
        ProbeKind.Of(RtpCheck.KindName, new RtpProbe(new PacedSender(), new PortWalk()), concurrency: 32),
        ProbeKind.Of(HttpsCheck.KindName, new HttpsProbe(new TokenCache())),
        ProbeKind.Of(WebSocketCheck.KindName, new WebSocketProbe()),
        ProbeKind.Of(TurnCheck.KindName, new TurnProbe()),
        ProbeKind.Of(NtpCheck.KindName, new NtpProbe(NtpHolds.OfProcess, WorkerClock.Read, OwnClock.OfProcess)),
        ProbeKind.Of(DnsCheck.KindName, new DnsProbe()),
        ProbeKind.Of(TcpCheck.KindName, new TcpProbe()),
    ];

    /// <summary>Null for a kind that this version of the worker does not know.</summary>
    public static ProbeKind? Find(string name) => Kinds.FirstOrDefault(kind => kind.Name == name);
}
