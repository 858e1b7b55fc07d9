namespace Ringback.Protocols.Rtp;

/// <summary>How listeners would judge a call, on the scale of its codec.</summary>
/// <param name="R">Transmission rating: up to 93.2 narrowband, 129 wideband.</param>
/// <param name="Mos">1 to 4.5.</param>
public readonly record struct VoiceRating(MosScale Scale, double R, double Mos)
{
    /// <summary>R of a wideband call without any impairment (ITU-T G.107.1).</summary>
    private const double WidebandR = 129;

    /// <summary>MOS of R over this is the wideband score: it brings R to the scale of narrowband.</summary>
    private const double WidebandFactor = 1.29;

    /// <param name="voice">Of the codec.</param>
    /// <param name="mouthToEar">Network, jitter buffer, packetisation and look-ahead.</param>
    /// <param name="lossRatio">Lost or discarded.</param>
    /// <param name="burstRatio">BurstR.</param>
    /// <param name="concealment">Whether the far end conceals losses.</param>
    /// <returns>Null where there is loss and nobody has published what it does to this codec.</returns>
    public static VoiceRating? Of(
        VoiceQuality voice,
        TimeSpan mouthToEar,
        double lossRatio,
        double burstRatio,
        bool concealment
    )
    {
        var parameters = EModelParameters.Default.WithDelay(mouthToEar.TotalMilliseconds) with
        {
            EquipmentImpairment = voice.Ie,
            LossPercent = 100 * lossRatio,
            BurstRatio = burstRatio,
        };
        if (voice.Robustness(concealment) is { } robustness)
            parameters = parameters with { LossRobustness = robustness };
        else if (lossRatio > 0)
            return null;

        if (voice.Scale == MosScale.Narrowband)
        {
            var r = EModel.R(parameters);
            return new VoiceRating(voice.Scale, r, EModel.Mos(r));
        }

        // What pure delay takes away does not depend on the band.
        var wide =
            WidebandR - EModel.EffectiveEquipmentImpairment(parameters) - EModel.AbsoluteDelayImpairment(parameters);
        return new VoiceRating(voice.Scale, wide, EModel.Mos(wide / WidebandFactor));
    }
}
