using System.Globalization;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sdp;
using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What the signalling of a call says of its target.</summary>
internal static class CallJudge
{
    /// <param name="unanswered">Why a challenge was not answered, as a sentence; null where none was left unanswered.</param>
    /// <returns>Null where the call was taken.</returns>
    public static Judgement? FindRefusal(SipResponse final, bool hadCredentials, string? unanswered = null)
    {
        var said = $"The call was refused: {final.Status} {final.Reason}.";
        return final.Status switch
        {
            < 300 => null,
            401 or 407 => Judgement.Down(
                Reason.AuthFailed,
                hadCredentials ? $"{said} {unanswered}".TrimEnd() : $"{said} The check has no credential."
            ),
            _ => SipBusy.Find(final) ?? Judgement.Down(Reason.UnexpectedStatus, said),
        };
    }

    public static Judgement OfRefusal(SdpStreamRefusal refusal, CallMedium medium) =>
        refusal switch
        {
            SdpStreamRefusal.NoCommonCoding => CodecMismatch(medium),
            SdpStreamRefusal.Refused => Judgement.Down(
                Reason.NoMedia,
                $"The call was answered, but its {medium.Kind} was refused (port 0)."
            ),
            _ => Judgement.Down(Reason.ProtocolError, $"The answered session does not fit the offer: {refusal}."),
        };

    /// <summary>The call works, with another codec: what was asked for cannot be measured.</summary>
    public static Judgement CodecMismatch(CallMedium medium) =>
        Judgement.Degraded(
            Reason.CodecMismatch,
            $"The call was answered without the codec that was offered, {medium.Codec.Name}."
        );

    /// <returns>Null where media goes both ways.</returns>
    public static Judgement? FindOneWay(SdpDirection direction) =>
        direction switch
        {
            SdpDirection.SendReceive => null,
            SdpDirection.Inactive => Judgement.Down(Reason.NoMedia, "The call was answered on hold."),
            _ => Judgement.Down(Reason.OneWayMedia, $"The call was answered for one way only: {direction}."),
        };

    public static Judgement OfHangUp(SipCallEnd end)
    {
        var after = end.SinceInvite.TotalSeconds.ToString("0.0##", CultureInfo.InvariantCulture);
        return Judgement.Down(
            Reason.MediaStopped,
            end.Lapse is { } lapse
                ? $"The call's session lapsed {after} s after the INVITE: {lapse}."
                : $"The peer hung up {after} s after the INVITE."
        );
    }
}
