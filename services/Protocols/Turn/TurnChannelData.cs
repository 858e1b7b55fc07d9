using System.Buffers.Binary;

namespace Ringback.Protocols.Turn;

/// <summary>Data to or from the peer of a channel, with 4 bytes around it instead of 36 (RFC 8656 §12.4).</summary>
public readonly ref struct TurnChannelData
{
    /// <summary>Channel number and length, in bytes.</summary>
    public const int HeaderSize = 4;

    private TurnChannelData(TurnChannelNumber channel, ReadOnlySpan<byte> data)
    {
        Channel = channel;
        Data = data;
    }

    public TurnChannelNumber Channel { get; }

    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads one message from a datagram. Over UDP it may be padded or not; what follows the data is ignored.</summary>
    /// <returns><see langword="false"/> where the number is no channel's, or the length runs past the end.</returns>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out TurnChannelData message)
    {
        message = default;
        if (datagram.Length < HeaderSize)
            return false;

        var channel = BinaryPrimitives.ReadUInt16BigEndian(datagram);
        var length = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        if (channel is < TurnChannelNumber.Min or > TurnChannelNumber.Max || length > datagram.Length - HeaderSize)
            return false;

        message = new TurnChannelData(new TurnChannelNumber(channel), datagram.Slice(HeaderSize, length));
        return true;
    }

    /// <summary>The message for UDP, without padding.</summary>
    /// <param name="data">At most 65,535 bytes.</param>
    public static byte[] Write(TurnChannelNumber channel, ReadOnlySpan<byte> data)
    {
        var message = new byte[HeaderSize + data.Length];
        BinaryPrimitives.WriteUInt16BigEndian(message, channel.Value);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), checked((ushort)data.Length));
        data.CopyTo(message.AsSpan(HeaderSize));
        return message;
    }
}
