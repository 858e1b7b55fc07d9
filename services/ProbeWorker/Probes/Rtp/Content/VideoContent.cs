using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp.Content;

/// <summary>Ready-made H.264 access units: a grey picture, and noise beside it that decoders skip (user data of H.264 Annex D).</summary>
/// <remarks>
/// Packets are of one size, so that the rate is what was asked for. Each picture ends with a STAP-A packet of noise and
/// picture; a key picture begins with one of parameters and noise; what lies between is noise in fragments (FU-A), or in
/// one unit where there is one packet.
/// </remarks>
/// <param name="seed">Random, of this call alone.</param>
/// <param name="packetsEach">Packets of one picture.</param>
/// <param name="size">Of a payload, in bytes, from <see cref="LeastSize"/>; now and then it is one less.</param>
internal sealed class VideoContent(ulong seed, int packetsEach, int size) : IMediaContent
{
    /// <summary>A key picture alone in its packet, with 8 bytes of noise at least.</summary>
    public const int LeastSize = 192;

    private const int PicturesEachKey = 50;
    private const byte UserData = 5;
    private const byte StopBit = 0x80;

    /// <summary>Of our user data: what decoders tell it from others' by (RFC 9562, random).</summary>
    private static readonly byte[] Identity = Convert.FromHexString("b7c12d5ae0f34b6c9d1e8fa253746851");

    public int LargestSize => size;

    public int NoiseAt(int index) => LayOut(index).Before.Length;

    public int Write(int index, Span<byte> payload)
    {
        var (before, noise, after) = LayOut(index);
        before.CopyTo(payload);
        var random = SplitMix.Of(seed, index);
        random.Fill(payload.Slice(before.Length, noise));
        foreach (ref var octet in payload.Slice(before.Length, noise))
            octet = Math.Max(octet, (byte)1); // two zeros in a row would have to be escaped

        after.CopyTo(payload[(before.Length + noise)..]);
        return before.Length + noise + after.Length;
    }

    private Layout LayOut(int index)
    {
        var (picture, place) = Math.DivRem(index, packetsEach);
        var sinceKey = picture % PicturesEachKey;
        var isKey = sinceKey == 0;
        if (place == packetsEach - 1)
        {
            var slice = isKey ? H264Picture.Key(picture / PicturesEachKey) : H264Picture.Repeat(sinceKey);
            return Aggregate(withParameters: isKey && place == 0, slice);
        }

        if (isKey && place == 0)
            return Aggregate(withParameters: true, default);

        var first = isKey ? 1 : 0;
        var count = packetsEach - 1 - first;
        return count == 1 ? Single() : Fragment(place - first, count);
    }

    private Layout Aggregate(bool withParameters, ReadOnlyMemory<byte> slice)
    {
        List<byte> before = [H264Payload.AggregateHeader];
        if (withParameters)
        {
            AddUnit(before, H264Picture.SequenceParameters);
            AddUnit(before, H264Picture.PictureParameters);
        }

        List<byte> after = [StopBit];
        if (!slice.IsEmpty)
            AddUnit(after, slice);

        // The noise's unit gets what is left: its length, its header, and what it holds up to the stop bit.
        var room = size - before.Count - H264Payload.UnitLengthSize - 1 - (after.Count - 1);
        var (header, noise) = UserDataIn(room);
        AddLength(before, 1 + header.Length + noise + 1);
        before.Add(H264Picture.SupplementalHeader);
        before.AddRange(header);
        return new Layout([.. before], noise, [.. after]);
    }

    private Layout Single()
    {
        var (header, noise) = UserDataIn(size - 1);
        return new Layout([H264Picture.SupplementalHeader, .. header], noise, [StopBit]);
    }

    /// <summary>One of the parts of a unit that is as long as all of them together.</summary>
    private Layout Fragment(int part, int count)
    {
        var each = size - H264Payload.FragmentHeaderSize;
        var (header, whole) = UserDataIn(count * each);
        var (isFirst, isLast) = (part == 0, part == count - 1);
        var before = new byte[H264Payload.FragmentHeaderSize];
        H264Payload.WriteFragmentHeader(before, H264Picture.SupplementalHeader, isFirst, isLast);
        if (isFirst)
            return new Layout([.. before, .. header], each - header.Length, []);

        return isLast
            ? new Layout(before, whole - (part * each) + header.Length, [StopBit])
            : new Layout(before, each, []);
    }

    /// <summary>The largest message of user data, stop bit included, that fits into so many bytes.</summary>
    /// <returns>What stands before the noise, and how much of it there is.</returns>
    private static (byte[] Header, int Noise) UserDataIn(int room)
    {
        // A type, a length that takes a byte for each 255, the data, and the stop bit.
        var length = room - 3;
        while (3 + (length / 255) + length > room)
            length--;

        byte[] header =
        [
            UserData,
            .. Enumerable.Repeat(byte.MaxValue, length / 255),
            (byte)(length % 255),
            .. Identity,
        ];
        return (header, length - Identity.Length);
    }

    private static void AddUnit(List<byte> packet, ReadOnlyMemory<byte> unit)
    {
        AddLength(packet, unit.Length);
        packet.AddRange(unit.Span);
    }

    private static void AddLength(List<byte> packet, int length)
    {
        Span<byte> bytes = stackalloc byte[H264Payload.UnitLengthSize];
        H264Payload.WriteUnitLength(bytes, length);
        packet.AddRange(bytes);
    }

    private readonly record struct Layout(byte[] Before, int Noise, byte[] After);
}
