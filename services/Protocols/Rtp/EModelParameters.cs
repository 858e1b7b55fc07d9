namespace Ringback.Protocols.Rtp;

/// <summary>Input of the E-model; the defaults are those of ITU-T G.107 Table 2 (§7.7).</summary>
public sealed record EModelParameters
{
    public static EModelParameters Default { get; } = new();

    /// <summary>SLR, dB.</summary>
    public double SendLoudness { get; init; } = 8;

    /// <summary>RLR, dB.</summary>
    public double ReceiveLoudness { get; init; } = 2;

    /// <summary>STMR, dB.</summary>
    public double SidetoneMasking { get; init; } = 15;

    /// <summary>LSTR, dB: STMR + Dr by default.</summary>
    public double ListenerSidetone { get; init; } = 18;

    /// <summary>Ds.</summary>
    public double SendD { get; init; } = 3;

    /// <summary>TELR, dB.</summary>
    public double TalkerEchoLoudness { get; init; } = 65;

    /// <summary>WEPL, dB.</summary>
    public double WeightedEchoPathLoss { get; init; } = 110;

    /// <summary>T: mean one-way delay of the echo path, ms.</summary>
    public double EchoPathDelay { get; init; }

    /// <summary>Tr: round-trip delay in a 4-wire loop, ms.</summary>
    public double RoundTripDelay { get; init; }

    /// <summary>Ta: absolute one-way delay without echo, ms.</summary>
    public double AbsoluteDelay { get; init; }

    /// <summary>qdu: quantizing distortion units.</summary>
    public double QuantizingDistortion { get; init; } = 1;

    /// <summary>Ie.</summary>
    public double EquipmentImpairment { get; init; }

    /// <summary>Bpl. The recommendation's default is 4.3, G.711 without concealment.</summary>
    public double LossRobustness { get; init; } = 4.3;

    /// <summary>Ppl: packet loss, in percent as the recommendation has it.</summary>
    public double LossPercent { get; init; }

    /// <summary>BurstR: 1 is random loss.</summary>
    public double BurstRatio { get; init; } = 1;

    /// <summary>Nc: circuit noise referred to the 0 dBr point, dBm0p.</summary>
    public double CircuitNoise { get; init; } = -70;

    /// <summary>Nfor: noise floor at the receive side, dBmp.</summary>
    public double NoiseFloor { get; init; } = -64;

    /// <summary>Ps: room noise at the send side, dB(A).</summary>
    public double SendRoomNoise { get; init; } = 35;

    /// <summary>Pr: room noise at the receive side, dB(A).</summary>
    public double ReceiveRoomNoise { get; init; } = 35;

    /// <summary>sT: delay sensitivity (§7.4).</summary>
    public double DelaySensitivity { get; init; } = 1;

    /// <summary>mT: the least delay that is noticed, ms (§7.4).</summary>
    public double MinimumPerceivableDelay { get; init; } = 100;

    /// <summary>A: what users forgive for another advantage, such as mobility.</summary>
    public double AdvantageFactor { get; init; }

    /// <summary>For a delay from mouth to ear: T = Ta, Tr = 2·Ta.</summary>
    /// <param name="ms">Ta, in ms.</param>
    public EModelParameters WithDelay(double ms) =>
        this with
        {
            AbsoluteDelay = ms,
            EchoPathDelay = ms,
            RoundTripDelay = 2 * ms,
        };
}
