using System.Buffers.Binary;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>RTCP of a few lines of bytes for a peer of the tests: it shares no codec with the probe.</summary>
internal static class RtcpPeer
{
    public static bool IsReport(byte[] packet) => packet.Length > 1 && packet[1] is >= 200 and <= 207;

    public static uint SsrcOfReport(byte[] report) => BinaryPrimitives.ReadUInt32BigEndian(report.AsSpan(4));

    /// <summary>The middle of the NTP time in a sender report.</summary>
    public static uint LastSenderReport(byte[] report) => BinaryPrimitives.ReadUInt32BigEndian(report.AsSpan(10));

    /// <summary>A sender report without blocks (RFC 3550 §6.4.1).</summary>
    public static byte[] SenderReport(uint from, ulong ntpTime, uint rtpTime)
    {
        var bytes = new byte[28];
        (bytes[0], bytes[1], bytes[3]) = (0x80, 200, 6);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), from);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), ntpTime);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), rtpTime);
        return bytes;
    }

    /// <summary>A receiver report with one block (RFC 3550 §6.4.2).</summary>
    public static byte[] ReceiverReport(
        uint about,
        int lost,
        uint highest,
        uint jitter,
        uint lastSenderReport,
        uint delay,
        uint from = 0x77777777
    )
    {
        var bytes = new byte[32];
        (bytes[0], bytes[1], bytes[3]) = (0x81, 201, 7);
        uint[] words = [from, about, (uint)lost & 0xffffff, highest, jitter, lastSenderReport, delay];
        for (var i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 + (4 * i)), words[i]);

        return bytes;
    }
}
