using System.Buffers.Binary;

namespace Ringback.Protocols.Rtp;

/// <summary>The sender's part of a sender report (RFC 3550 §6.4.1).</summary>
/// <param name="NtpTime">The sender's wall clock as NTP has it: seconds since 1900 in 32 bits, and 32 bits of fraction.</param>
/// <param name="RtpTime">The same instant in the stream's timestamp units.</param>
/// <param name="Packets">Sent so far; wraps.</param>
/// <param name="Octets">Of payload sent so far; wraps.</param>
public readonly record struct RtcpSenderInfo(ulong NtpTime, uint RtpTime, uint Packets, uint Octets)
{
    /// <summary>In bytes.</summary>
    public const int Size = 20;

    /// <summary>The middle 32 bits of the wall clock, in 1/65536 s: what receivers give back as LSR.</summary>
    public uint ShortNtpTime => (uint)(NtpTime >> 16);

    internal static RtcpSenderInfo Read(ReadOnlySpan<byte> info) =>
        new(
            BinaryPrimitives.ReadUInt64BigEndian(info),
            BinaryPrimitives.ReadUInt32BigEndian(info[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(info[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(info[16..])
        );

    internal void Write(Span<byte> info)
    {
        BinaryPrimitives.WriteUInt64BigEndian(info, NtpTime);
        BinaryPrimitives.WriteUInt32BigEndian(info[8..], RtpTime);
        BinaryPrimitives.WriteUInt32BigEndian(info[12..], Packets);
        BinaryPrimitives.WriteUInt32BigEndian(info[16..], Octets);
    }
}
