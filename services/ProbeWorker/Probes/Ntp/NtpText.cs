using System.Globalization;
using Ringback.Protocols.Ntp;

namespace Ringback.ProbeWorker.Probes.Ntp;

/// <summary>A message in one line, for the evidence.</summary>
internal static class NtpText
{
    public static string Describe(ReadOnlySpan<byte> datagram) =>
        NtpHeader.TryParse(datagram, out var header) ? Describe(header) : $"{datagram.Length} bytes that are no NTP";

    public static string Describe(NtpSample sample) =>
        sample.HasTimes
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Describe(sample.Reply)}, offset {sample.Offset.TotalSeconds:0.0000000} s, delay {sample.Delay.TotalSeconds:0.0000000} s"
            )
            : Describe(sample.Reply);

    public static string Describe(NtpHeader header) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{header.Mode}, version {header.Version}, leap {(int)header.Leap}, stratum {header.Stratum}, "
                + $"reference {header.ReferenceId.ToString(header.Stratum)}, precision 2^{header.Precision} s, "
                + $"root delay {header.RootDelay.ToTimeSpan().TotalSeconds:0.######} s, "
                + $"root dispersion {header.RootDispersion.ToTimeSpan().TotalSeconds:0.######} s"
        );
}
