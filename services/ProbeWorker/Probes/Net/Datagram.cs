using System.Net;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>What came with a datagram; its bytes are in the buffer that it was received into.</summary>
/// <param name="Length">Bytes in the buffer.</param>
/// <param name="Remote">Who sent it.</param>
/// <param name="ReceivedAt">Stamped by the kernel on arrival; null where it gave none.</param>
/// <param name="Dropped">How many datagrams the kernel has dropped so far because this socket's buffer was full.</param>
/// <param name="TimeToLive">Or the IPv6 hop limit; null where the kernel did not say.</param>
/// <param name="TypeOfService">DSCP and ECN, or the IPv6 traffic class; null where the kernel did not say.</param>
/// <param name="Truncated">It was longer than the buffer.</param>
internal readonly record struct Datagram(
    int Length,
    IPEndPoint Remote,
    RealtimeStamp? ReceivedAt,
    uint Dropped,
    int? TimeToLive,
    int? TypeOfService,
    bool Truncated
);
