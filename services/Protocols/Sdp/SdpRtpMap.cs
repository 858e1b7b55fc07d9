using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ringback.Protocols.Sdp;

/// <summary>What a payload type means (RFC 8866 §6.6).</summary>
/// <param name="PayloadType">0 to 127.</param>
/// <param name="Encoding">Compared without case, such as <c>PCMA</c>.</param>
/// <param name="ClockRate">Of RTP timestamps, in hertz.</param>
/// <param name="Channels">1 where nothing is said.</param>
public sealed record SdpRtpMap(int PayloadType, string Encoding, int ClockRate, int Channels = 1)
{
    /// <summary>G.711 A-law, static payload type 8 (RFC 3551 §6).</summary>
    public static SdpRtpMap Pcma { get; } = new(8, "PCMA", 8000);

    /// <summary>G.711 µ-law, static payload type 0 (RFC 3551 §6).</summary>
    public static SdpRtpMap Pcmu { get; } = new(0, "PCMU", 8000);

    /// <summary>Named telephone events, such as DTMF digits, at our usual dynamic payload type (RFC 4733).</summary>
    public static SdpRtpMap TelephoneEvents { get; } = new(101, EventEncoding, 8000);

    private const string EventEncoding = "telephone-event";

    public bool IsEvents => Encoding.Equals(EventEncoding, StringComparison.OrdinalIgnoreCase);

    /// <summary>What static payload types mean where no rtpmap says otherwise: those of RFC 3551 table 4 that are in use.</summary>
    internal static SdpRtpMap? OfStatic(int payloadType) =>
        payloadType switch
        {
            0 => Pcmu,
            3 => new(3, "GSM", 8000),
            4 => new(4, "G723", 8000),
            8 => Pcma,
            9 => new(9, "G722", 8000),
            18 => new(18, "G729", 8000),
            _ => null,
        };

    /// <summary>Whether both mean the same coding; the number may differ between the two ends.</summary>
    public bool IsSameCoding(SdpRtpMap other) =>
        Encoding.Equals(other.Encoding, StringComparison.OrdinalIgnoreCase)
        && ClockRate == other.ClockRate
        && Channels == other.Channels;

    /// <param name="value">What follows <c>a=rtpmap:</c>.</param>
    internal static bool TryParse(string value, [NotNullWhen(true)] out SdpRtpMap? map)
    {
        map = null;
        var parts = value.Split(' ');
        var coding = parts.Length == 2 ? parts[1].Split('/') : [];
        var channels = 1;
        if (
            coding.Length is < 2 or > 3
            || coding[0].Length == 0
            || !SdpNumber.TryParse(parts[0], 127, out var payloadType)
            || !SdpNumber.TryParse(coding[1], 1_000_000_000, out var rate)
            || (coding.Length == 3 && !SdpNumber.TryParse(coding[2], 255, out channels))
            || rate == 0
            || channels == 0
        )
            return false;

        map = new(payloadType, coding[0], rate, channels);
        return true;
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{PayloadType} {Encoding}/{ClockRate}{(Channels == 1 ? "" : $"/{Channels}")}"
        );
}
