using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.Model.Sla;

/// <summary>Where in the stack a run failed: the closed list that incidents count by. The numbers are stored: never reuse one.</summary>
public enum CauseLayer
{
    Dns = 1,
    Tcp = 2,
    Udp = 3,
    Tls = 4,
    Http = 5,

    /// <summary>No answer to a request, or one that breaks its protocol.</summary>
    Sip = 6,
    SipAuth = 7,

    /// <summary>A final answer that is none of the good ones, below 500 or from 600 on.</summary>
    SipStatus = 8,
    Sip5xx = 9,
    Media = 10,
    Quality = 11,
    Turn = 12,
    Time = 13,
    Other = 14,
}

public static class CauseLayers
{
    /// <param name="kind">Of the check.</param>
    /// <param name="reason">Of a run that was down or degraded.</param>
    /// <param name="status">Of its answer, where it had one.</param>
    /// <param name="lastPhase">One of <see cref="PhaseNames"/>, the one in which its time ran out; null where it came to none.</param>
    public static CauseLayer Of(string kind, Reason reason, int? status = null, string? lastPhase = null) =>
        reason switch
        {
            Reason.DnsFailure => CauseLayer.Dns,
            Reason.TlsFailure or Reason.CertificateExpiring or Reason.CertificateRevoked => CauseLayer.Tls,
            Reason.ConnectionRefused or Reason.Unreachable or Reason.ConnectionClosed => Transport(kind),
            Reason.Timeout => OfPhase(kind, lastPhase),
            Reason.AuthFailed when IsSip(kind) => CauseLayer.SipAuth,
            Reason.UnexpectedStatus or Reason.Busy when IsSip(kind) => status is >= 500 and < 600
                ? CauseLayer.Sip5xx
                : CauseLayer.SipStatus,
            Reason.NoMedia or Reason.OneWayMedia or Reason.MediaStopped or Reason.CodecMismatch => CauseLayer.Media,
            Reason.LossExceeded
            or Reason.DelayExceeded
            or Reason.JitterExceeded
            or Reason.MosBelow
            or Reason.BandwidthBelow => CauseLayer.Quality,
            _ => Application(kind),
        };

    private static CauseLayer OfPhase(string kind, string? phase) =>
        phase switch
        {
            PhaseNames.Resolve => CauseLayer.Dns,
            PhaseNames.Connect => Transport(kind),
            PhaseNames.Tls => CauseLayer.Tls,
            PhaseNames.Media => CauseLayer.Media,
            _ => Application(kind),
        };

    private static CauseLayer Transport(string kind) =>
        kind is HttpsCheck.KindName or WebSocketCheck.KindName or TcpCheck.KindName ? CauseLayer.Tcp : CauseLayer.Udp;

    private static CauseLayer Application(string kind) =>
        kind switch
        {
            SipCheck.KindName or RtpCheck.KindName => CauseLayer.Sip,
            HttpsCheck.KindName or WebSocketCheck.KindName => CauseLayer.Http,
            TurnCheck.KindName => CauseLayer.Turn,
            NtpCheck.KindName => CauseLayer.Time,
            DnsCheck.KindName => CauseLayer.Dns,
            TcpCheck.KindName => CauseLayer.Tcp,
            _ => CauseLayer.Other,
        };

    private static bool IsSip(string kind) => kind is SipCheck.KindName or RtpCheck.KindName;
}
