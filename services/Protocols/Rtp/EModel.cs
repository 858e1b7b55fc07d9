using static System.Math;

namespace Ringback.Protocols.Rtp;

/// <summary>The E-model of ITU-T G.107 (06/2015), narrowband: how users would judge a call, from what was measured.</summary>
/// <remarks>Numbers in comments are those of the recommendation's equations. Delays are in ms, levels in dB.</remarks>
public static class EModel
{
    /// <summary>R of a call without any impairment but the default ones: 93.2.</summary>
    public static double DefaultR { get; } = R(EModelParameters.Default);

    /// <summary>The transmission rating factor R; above 100 and below 0 are possible. (7-1)</summary>
    public static double R(EModelParameters p)
    {
        var noise = Noise(p);
        var ro = 15 - (1.5 * (p.SendLoudness + noise)); // (7-2)
        return ro
            - Simultaneous(p, noise, ro)
            - Delay(p, noise, ro)
            - EffectiveEquipmentImpairment(p)
            + p.AdvantageFactor;
    }

    /// <summary>Mean opinion score of R on the scale of conversational quality, 1 to 4.5 (G.107 Annex B).</summary>
    public static double Mos(double r) =>
        r switch
        {
            <= 0 => 1,
            >= 100 => 4.5,
            // For R under 6.5 the cubic dips below 1, the least there is.
            _ => Max(1, 1 + (0.035 * r) + (r * (r - 60) * (100 - r) * 7e-6)),
        };

    /// <summary>Ie,eff: what codec and loss take away. (7-29)</summary>
    public static double EffectiveEquipmentImpairment(EModelParameters p) =>
        p.LossPercent <= 0
            ? p.EquipmentImpairment
            : p.EquipmentImpairment
                + ((95 - p.EquipmentImpairment) * p.LossPercent / ((p.LossPercent / p.BurstRatio) + p.LossRobustness));

    /// <summary>Idd: what pure delay takes away, echo apart. (7-27, 7-28)</summary>
    public static double AbsoluteDelayImpairment(EModelParameters p)
    {
        if (p.AbsoluteDelay <= p.MinimumPerceivableDelay)
            return 0;

        var x = Log2(p.AbsoluteDelay / p.MinimumPerceivableDelay);
        var power = 6 * p.DelaySensitivity;
        return 25 * (Pow(1 + Pow(x, power), 1 / power) - (3 * Pow(1 + Pow(x / 3, power), 1 / power)) + 2);
    }

    /// <summary>No: all noise, as if it came from the circuit. (7-3 to 7-7)</summary>
    private static double Noise(EModelParameters p)
    {
        var overall = p.SendLoudness + p.ReceiveLoudness;
        var send =
            p.SendRoomNoise
            - p.SendLoudness
            - p.SendD
            - 100
            + (0.004 * Pow(p.SendRoomNoise - overall - p.SendD - 14, 2));
        var effective = p.ReceiveRoomNoise + (10 * Log10(1 + FromDecibel(10 - p.ListenerSidetone)));
        var receive = p.ReceiveLoudness - 121 + effective + (0.008 * Pow(effective - 35, 2));
        var floor = p.NoiseFloor + p.ReceiveLoudness;
        return 10 * Log10(FromDecibel(p.CircuitNoise) + FromDecibel(send) + FromDecibel(receive) + FromDecibel(floor));
    }

    /// <summary>Is: what comes with the voice itself: too loud, sidetone, quantizing. (7-8 to 7-16)</summary>
    private static double Simultaneous(EModelParameters p, double noise, double ro)
    {
        var x = p.SendLoudness + p.ReceiveLoudness + (0.2 * (64 + noise - p.ReceiveLoudness));
        var loudness = 20 * (Pow(1 + Pow(x / 8, 8), 1.0 / 8) - (x / 8));

        var q = 37 - (15 * Log10(p.QuantizingDistortion));
        var g = 1.07 + (0.258 * q) + (0.0602 * q * q);
        var y = ((ro - 100) / 15) + (46 / 8.4) - (g / 9);
        var z = (46 / 30.0) - (g / 40);
        var quantizing = 15 * Log10(1 + Pow(10, y) + Pow(10, z));

        return loudness + Sidetone(p) + quantizing;
    }

    /// <summary>Ist: sidetone other than the best, talker echo without delay included. (7-10, 7-11)</summary>
    private static double Sidetone(EModelParameters p)
    {
        var s =
            -10
            * Log10(FromDecibel(-p.SidetoneMasking) + (Exp(-p.EchoPathDelay / 4) * FromDecibel(-p.TalkerEchoLoudness)));
        return (12 * Pow(1 + Pow((s - 13) / 6, 8), 1.0 / 8))
            - (28 * Pow(1 + Pow((s + 1) / 19.4, 35), 1.0 / 35))
            - (13 * Pow(1 + Pow((s - 3) / 33, 13), 1.0 / 13))
            + 29;
    }

    /// <summary>Id: talker echo, listener echo and pure delay. (7-17)</summary>
    private static double Delay(EModelParameters p, double noise, double ro) =>
        TalkerEcho(p, noise) + ListenerEcho(p, ro) + AbsoluteDelayImpairment(p);

    /// <summary>Idte, or Idtes where sidetone is far from its default. (7-18 to 7-24)</summary>
    private static double TalkerEcho(EModelParameters p, double noise)
    {
        var t = p.EchoPathDelay;
        var rating = p.TalkerEchoLoudness - (40 * Log10((1 + (t / 10)) / (1 + (t / 150)))) + (6 * Exp(-0.3 * t * t));
        if (p.SidetoneMasking < 9)
            rating += Sidetone(p) / 2;

        // Under 1 ms talker echo is sidetone.
        var echo = t < 1 ? 0 : TalkerEchoOf(80 + (2.5 * (rating - 14)), -1.5 * (noise - p.ReceiveLoudness), t);
        return p.SidetoneMasking > 20 ? Sqrt((echo * echo) + Pow(Sidetone(p), 2)) : echo;
    }

    private static double TalkerEchoOf(double re, double roe, double t)
    {
        var half = (roe - re) / 2;
        return (half + Sqrt((half * half) + 100) - 1) * (1 - Exp(-t));
    }

    /// <summary>Idle. (7-25, 7-26)</summary>
    private static double ListenerEcho(EModelParameters p, double ro)
    {
        var rle = 10.5 * (p.WeightedEchoPathLoss + 7) * Pow(p.RoundTripDelay + 1, -0.25);
        var half = (ro - rle) / 2;
        return half + Sqrt((half * half) + 169);
    }

    private static double FromDecibel(double decibel) => Pow(10, decibel / 10);
}
