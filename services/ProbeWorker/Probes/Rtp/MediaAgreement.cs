using Ringback.Model.Results;
using Ringback.Protocols.Sdp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What two sessions agree to, medium by medium, as far as it is fit for our packets.</summary>
internal static class MediaAgreement
{
    /// <summary>With what the peer answered to our offer.</summary>
    /// <param name="answer">Null where it said nothing that can be read.</param>
    /// <returns>One line for each medium of ours.</returns>
    /// <exception cref="JudgedException">There is no answer.</exception>
    public static IReadOnlyList<MediaLine> OfAnswer(CallEnd end, SdpSession? answer) =>
        Of(end, SdpStream.Match(end.Offer, answer ?? throw Unsaid()));

    /// <summary>With what a caller offers us.</summary>
    /// <inheritdoc cref="OfAnswer"/>
    public static IReadOnlyList<MediaLine> OfOffer(CallEnd end, SdpSession? offer) =>
        Of(end, SdpStream.MatchOffer(end.Offer, offer ?? throw Unsaid()));

    private static MediaLine[] Of(CallEnd end, IReadOnlyList<SdpStreamMatch> matches) =>
        [
            .. end.Media.Zip(
                matches,
                (media, match) =>
                    FindFault(media.Medium, match) is { } fault
                        ? new MediaLine(media) { Fault = fault }
                        : new MediaLine(media) { Stream = match.Stream }
            ),
        ];

    private static Judgement? FindFault(CallMedium medium, SdpStreamMatch match)
    {
        if (match.Stream is not { } agreed)
            return CallJudge.OfRefusal(match.Refusal, medium);

        if (!MediaOffer.Fits(medium.Codec, agreed))
            return CallJudge.CodecMismatch(medium);

        return medium.Asked.Digits is not null && agreed.Events is null
            ? Judgement.Degraded(Reason.CodecMismatch, "The call was answered without telephone events (DTMF).")
            : CallJudge.FindOneWay(agreed.Direction);
    }

    private static JudgedException Unsaid() =>
        new(Judgement.Down(Reason.ProtocolError, "The call was answered without a session description."));
}
