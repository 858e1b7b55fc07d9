namespace Ringback.Protocols.Rtp;

/// <summary>All RTCP packets of one datagram (RFC 3550 §6.1): a view that is checked once and then walked.</summary>
public readonly ref struct RtcpCompound
{
    private readonly ReadOnlySpan<byte> _bytes;

    private RtcpCompound(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Checks a datagram as RFC 3550 A.2 does.</summary>
    /// <returns>
    /// <see langword="false"/> where it does not begin with a report, or its packets do not fill it exactly. Never throws.
    /// </returns>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out RtcpCompound compound)
    {
        compound = default;
        var rest = datagram;
        var first = true;
        do
        {
            if (!RtcpPacket.TryRead(ref rest, out var packet))
                return false;

            if (first && packet.Type is not (RtcpType.SenderReport or RtcpType.ReceiverReport))
                return false;

            first = false;
        } while (!rest.IsEmpty);

        compound = new RtcpCompound(datagram);
        return true;
    }

    public Enumerator GetEnumerator() => new(_bytes);

    /// <summary>Walks the packets in their order.</summary>
    public ref struct Enumerator(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;
        private RtcpPacket _current;

        public readonly RtcpPacket Current => _current;

        public bool MoveNext() => RtcpPacket.TryRead(ref _rest, out _current);
    }
}
