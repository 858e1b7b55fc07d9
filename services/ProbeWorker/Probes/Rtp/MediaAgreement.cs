using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Protocols.Sdp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>The stream that two sessions agree to, fit for our packets.</summary>
internal sealed record MediaAgreement(SdpNegotiatedStream Stream)
{
    /// <param name="ours">What we offered, or what we would have.</param>
    /// <param name="theirs">The peer's side; null where it said nothing that can be read.</param>
    /// <exception cref="JudgedException">They agree to nothing that can be measured.</exception>
    public static MediaAgreement Of(RtpCheck check, SdpSession ours, SdpSession? theirs)
    {
        if (theirs is null)
            throw new JudgedException(
                Judgement.Down(Reason.ProtocolError, "The call was answered without a session description.")
            );

        var codec = MediaOffer.CodecOf(check);
        var match = SdpStream.Match(ours, theirs);
        if (match.Stream is not { } agreed)
            throw new JudgedException(CallJudge.OfRefusal(match.Refusal, codec));

        if (!MediaOffer.Fits(codec, agreed))
            throw new JudgedException(CallJudge.CodecMismatch(codec));

        if (check.Digits is not null && agreed.Events is null)
            throw new JudgedException(
                Judgement.Degraded(Reason.CodecMismatch, "The call was answered without telephone events (DTMF).")
            );

        return CallJudge.FindOneWay(agreed.Direction) is { } oneWay
            ? throw new JudgedException(oneWay)
            : new MediaAgreement(agreed);
    }
}
