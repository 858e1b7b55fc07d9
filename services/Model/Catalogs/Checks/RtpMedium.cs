namespace Ringback.Model.Catalogs.Checks;

/// <summary>One medium of a call, as it is offered and judged.</summary>
public sealed record RtpMedium(RtpCodec Codec, RtpLimits Limits)
{
    /// <inheritdoc cref="RtpCheck.PacketTime"/>
    public TimeSpan PacketTime { get; init; }

    /// <inheritdoc cref="RtpCheck.BitRate"/>
    public double BitRate { get; init; }

    /// <inheritdoc cref="RtpCheck.Digits"/>
    public string? Digits { get; init; }
}

/// <summary>The video of a call that has a voice too: H.264.</summary>
public sealed record RtpVideo
{
    /// <summary>At IP level, in bits per second.</summary>
    public double BitRate { get; init; } = 600_000;

    public RtpLimits Limits { get; init; } = new();
}
