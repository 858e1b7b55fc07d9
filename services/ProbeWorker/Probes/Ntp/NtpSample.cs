using Ringback.Protocols.Ntp;

namespace Ringback.ProbeWorker.Probes.Ntp;

/// <summary>One reply that echoed our nonce, and when it went and came by this machine's clock.</summary>
internal sealed record NtpSample(NtpHeader Reply, NtpExchange Exchange)
{
    /// <summary>Bound of what our own stamps add to the error.</summary>
    public TimeSpan TimingError { get; init; }

    /// <summary>How far the server's clock is ahead of ours.</summary>
    public TimeSpan Offset => Exchange.Offset;

    /// <summary>On the network; never negative, however coarse a clock is.</summary>
    public TimeSpan Delay => Exchange.Delay > TimeSpan.Zero ? Exchange.Delay : TimeSpan.Zero;

    /// <summary>Of the server's clock, in seconds.</summary>
    public double Precision => Math.ScaleB(1, Reply.Precision);

    /// <summary>Bound of the error of <see cref="Offset"/>, in seconds: delay/2 + root distance + precision.</summary>
    public double OffsetMargin => (Delay.TotalSeconds / 2) + Reply.RootDistance.TotalSeconds + Precision;

    /// <summary>A kiss may leave the server's times out.</summary>
    public bool HasTimes => Reply.Receive != NtpTimestamp.None && Reply.Transmit != NtpTimestamp.None;
}
