using System.Globalization;

namespace Ringback.Protocols.Sdp;

/// <summary>One media description: an <c>m=</c> line and what belongs to it (RFC 8866 §5.14).</summary>
public sealed record SdpMedia
{
    /// <summary>Such as <c>audio</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>0 to 65535; 0 refuses the stream (RFC 3264 §6).</summary>
    public required int Port { get; init; }

    /// <summary>Such as <c>RTP/AVP</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Payload types, for RTP, in order of preference.</summary>
    public required IReadOnlyList<string> Formats { get; init; }

    /// <summary>Null where the session's holds.</summary>
    public SdpConnection? Connection { get; init; }

    public IReadOnlyList<SdpAttribute> Attributes { get; init; } = [];

    public bool IsRefused => Port == 0;

    /// <summary>The same stream turned down, as an answer has to list it (RFC 3264 §6).</summary>
    public SdpMedia Refused => this with { Port = 0, Connection = null, Attributes = [] };

    /// <summary>How much audio a packet carries; null where nothing sensible is said.</summary>
    public TimeSpan? PacketTime =>
        Get("ptime") is { } value && SdpNumber.TryParse(value, 1000, out var milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;

    /// <summary>Null where the session's holds.</summary>
    public SdpDirection? Direction => SdpDirections.Find(Attributes);

    /// <returns>The value of the first attribute of that name; null where there is none, or it has no value.</returns>
    public string? Get(string name) => Attributes.FirstOrDefault(a => a.Name == name).Value;

    /// <summary>Whether there is an attribute of that name, with a value or without.</summary>
    public bool Has(string name) => Attributes.Any(a => a.Name == name);

    /// <summary>What the formats mean, in their order; one without a meaning is left out.</summary>
    public IReadOnlyList<SdpRtpMap> Codings()
    {
        var maps = new Dictionary<int, SdpRtpMap>();
        foreach (var attribute in Attributes.Where(a => a.Name == "rtpmap"))
        {
            if (attribute.Value is { } value && SdpRtpMap.TryParse(value, out var map))
                maps.TryAdd(map.PayloadType, map);
        }

        var codings = new List<SdpRtpMap>();
        foreach (var format in Formats)
        {
            if (!SdpNumber.TryParse(format, 127, out var payloadType))
                continue;

            if ((maps.GetValueOrDefault(payloadType) ?? SdpRtpMap.OfStatic(payloadType)) is { } coding)
                codings.Add(coding);
        }

        return codings;
    }

    /// <returns>The parameters of a payload type, such as <c>annexb=no</c>; null where there are none.</returns>
    public string? FormatParameters(int payloadType)
    {
        var prefix = payloadType.ToString(CultureInfo.InvariantCulture) + " ";
        return Attributes
            .FirstOrDefault(a => a.Name == "fmtp" && a.Value?.StartsWith(prefix, StringComparison.Ordinal) is true)
            .Value?[prefix.Length..];
    }
}
