namespace Ringback.ProbeWorker.Probes.Rtp.Reports;

/// <summary>What a peer's sender report says of the clock behind one of its streams: two names of one instant (RFC 3550 §6.4.1).</summary>
/// <param name="NtpTime">By the wall clock that all its streams share: seconds in the upper 32 bits, their fraction below.</param>
/// <param name="RtpTime">By the stream's timestamps.</param>
internal readonly record struct SourceClock(ulong NtpTime, uint RtpTime, int ClockRate)
{
    /// <summary>When a packet was sampled, by the peer's wall clock: nanoseconds since its epoch.</summary>
    public long SampledAt(uint timestamp)
    {
        var said = ((long)(NtpTime >> 32) * 1_000_000_000) + (long)(((NtpTime & uint.MaxValue) * 1_000_000_000) >> 32);
        return said + (unchecked((int)(timestamp - RtpTime)) * 1_000_000_000L / ClockRate);
    }
}
