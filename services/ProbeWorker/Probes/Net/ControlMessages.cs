using System.Runtime.InteropServices;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>What the kernel says beside a datagram (cmsg(3)).</summary>
internal struct ControlMessages
{
    public const int SocketLevel = 1;
    public const int IpLevel = 0;
    public const int Ipv6Level = 41;

    // Options that ask for them, and the type that each arrives as.
    public const int Timestamp = 35; // SO_TIMESTAMPNS
    public const int Timestamping = 37; // SO_TIMESTAMPING
    public const int Overflow = 40; // SO_RXQ_OVFL
    public const int IpReceiveTimeToLive = 12;
    public const int IpReceiveTypeOfService = 13;
    public const int Ipv6ReceiveHopLimit = 51;
    public const int Ipv6ReceiveTrafficClass = 66;
    private const int IpTypeOfService = 1;
    private const int IpTimeToLive = 2;
    private const int Ipv6HopLimit = 52;
    private const int Ipv6TrafficClass = 67;

    public RealtimeStamp? ReceivedAt;

    /// <summary>In a message of the error queue: when a datagram of ours left.</summary>
    public RealtimeStamp? StampedAt;
    public uint? Dropped;
    public int? TimeToLive;
    public int? TypeOfService;

    public static unsafe ControlMessages Read(ReadOnlySpan<byte> control)
    {
        var messages = default(ControlMessages);
        while (MemoryMarshal.TryRead(control, out Libc.ControlHeader header))
        {
            if (header.Length < (nuint)sizeof(Libc.ControlHeader) || header.Length > (nuint)control.Length)
                break;

            messages.Take(header.Level, header.Type, control[sizeof(Libc.ControlHeader)..(int)header.Length]);
            control = control[Math.Min(((int)header.Length + 7) & ~7, control.Length)..];
        }

        return messages;
    }

    private void Take(int level, int type, ReadOnlySpan<byte> data)
    {
        switch (level, type)
        {
            case (SocketLevel, Timestamp) when MemoryMarshal.TryRead(data, out Libc.Timespec time):
                ReceivedAt = new RealtimeStamp(time.TotalNanoseconds);
                break;
            case (SocketLevel, Timestamping) when MemoryMarshal.TryRead(data, out Libc.Timespec software):
                StampedAt = software.TotalNanoseconds > 0 ? new RealtimeStamp(software.TotalNanoseconds) : null;
                break;
            case (SocketLevel, Overflow) when MemoryMarshal.TryRead(data, out uint dropped):
                Dropped = dropped;
                break;
            case (IpLevel, IpTypeOfService) when !data.IsEmpty:
                TypeOfService = data[0];
                break;
            case (IpLevel, IpTimeToLive) or (Ipv6Level, Ipv6HopLimit) when MemoryMarshal.TryRead(data, out int hops):
                TimeToLive = hops;
                break;
            case (Ipv6Level, Ipv6TrafficClass) when MemoryMarshal.TryRead(data, out int trafficClass):
                TypeOfService = trafficClass;
                break;
        }
    }
}
