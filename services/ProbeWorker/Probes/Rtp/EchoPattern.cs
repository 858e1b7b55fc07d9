using System.Buffers.Binary;
using System.Security.Cryptography;
using Ringback.ProbeWorker.Probes.Rtp.Content;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>Tells which packet of ours a payload came from: noise of its own in each packet of one call, so that an echo proves itself.</summary>
/// <remarks>
/// Silence, a ringing tone or another call's audio is then never taken for our echo. Noise is told by its first eight
/// bytes wherever it begins in a packet, because an echo that decodes and encodes again need not keep our packets' bounds.
/// </remarks>
internal sealed class EchoPattern
{
    private const int KeySize = sizeof(ulong);

    private readonly IMediaContent _content;
    private readonly Dictionary<ulong, int> _indexByKey;

    private EchoPattern(IMediaContent content, int count)
    {
        (_content, Count) = (content, count);
        _indexByKey = new Dictionary<ulong, int>(count);
    }

    /// <summary>Packets of the call.</summary>
    public int Count { get; }

    /// <summary>Of a payload, in bytes.</summary>
    public int LargestSize => _content.LargestSize;

    /// <param name="make">Content from a seed: another seed is taken where two packets begin alike.</param>
    /// <param name="count">Packets of the call.</param>
    public static EchoPattern Create(Func<ulong, IMediaContent> make, int count)
    {
        while (true)
        {
            var seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
            var pattern = new EchoPattern(make(seed), count);
            if (pattern.TryIndex())
                return pattern;
        }
    }

    /// <returns>Bytes written.</returns>
    public int Write(int index, Span<byte> payload) => _content.Write(index, payload);

    /// <summary>Finds which packet's noise begins in a payload that was received.</summary>
    /// <returns>False where none does, or what follows its beginning is not that packet's.</returns>
    public bool TryFind(ReadOnlySpan<byte> payload, out int index)
    {
        for (var start = 0; start + KeySize <= payload.Length; start++)
        {
            if (_indexByKey.TryGetValue(Key(payload[start..]), out index) && IsOurs(payload[start..], index))
                return true;
        }

        index = -1;
        return false;
    }

    private bool TryIndex()
    {
        Span<byte> payload = new byte[LargestSize];
        for (var i = 0; i < Count; i++)
        {
            var size = Write(i, payload);
            var noise = payload[_content.NoiseAt(i)..size];
            if (noise.Length < KeySize)
                throw new InvalidOperationException("A packet of this stream has too little room for noise.");

            if (!_indexByKey.TryAdd(Key(noise), i))
                return false;
        }

        return true;
    }

    private bool IsOurs(ReadOnlySpan<byte> received, int index)
    {
        Span<byte> payload = stackalloc byte[LargestSize];
        var sent = payload[_content.NoiseAt(index).._content.Write(index, payload)];
        var common = Math.Min(sent.Length, received.Length);
        return received[..common].SequenceEqual(sent[..common]);
    }

    private static ulong Key(ReadOnlySpan<byte> noise) => BinaryPrimitives.ReadUInt64LittleEndian(noise);
}
