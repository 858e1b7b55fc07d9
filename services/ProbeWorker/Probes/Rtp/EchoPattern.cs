using System.Buffers.Binary;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>Audio that nobody else sends: a block of its own for each packet of one call, so that an echo proves itself.</summary>
/// <remarks>
/// Silence, a ringing tone or another call's audio is then never taken for our echo. The bytes are quiet noise in either
/// G.711 law (the four lowest segments, some 18 dB under full scale): a bridge between A-law ends passes them unchanged.
/// Blocks are told by their first eight bytes wherever they begin in a packet, because an echo that decodes and encodes
/// again need not keep our packets' bounds.
/// </remarks>
internal sealed class EchoPattern
{
    private const int KeySize = sizeof(ulong);

    private readonly byte[][] _blocks;
    private readonly Dictionary<ulong, int> _indexByKey;

    /// <param name="seed">Random, of this call alone.</param>
    /// <param name="count">Packets of the call.</param>
    /// <param name="blockSize">Bytes of audio in each.</param>
    public EchoPattern(ulong seed, int count, int blockSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blockSize, KeySize);
        var random = new SplitMix(seed);
        _blocks = new byte[count][];
        _indexByKey = new Dictionary<ulong, int>(count);
        for (var i = 0; i < count; i++)
        {
            // Of 2⁵⁶ keys two of one call are hardly ever the same; then another block is taken.
            do
            {
                _blocks[i] = NextBlock(ref random, blockSize);
            } while (!_indexByKey.TryAdd(Key(_blocks[i]), i));
        }
    }

    public ReadOnlySpan<byte> this[int index] => _blocks[index];

    /// <summary>Finds which block of ours begins in the audio of a received packet.</summary>
    /// <returns>False where none does, or what follows its beginning is not the block's.</returns>
    public bool TryFind(ReadOnlySpan<byte> audio, out int index)
    {
        for (var start = 0; start + KeySize <= audio.Length; start++)
        {
            if (!_indexByKey.TryGetValue(Key(audio[start..]), out index))
                continue;

            var block = _blocks[index];
            var common = Math.Min(block.Length, audio.Length - start);
            if (audio.Slice(start, common).SequenceEqual(block.AsSpan(0, common)))
                return true;
        }

        index = -1;
        return false;
    }

    private static ulong Key(ReadOnlySpan<byte> audio) => BinaryPrimitives.ReadUInt64LittleEndian(audio);

    private static byte[] NextBlock(ref SplitMix random, int size)
    {
        var block = new byte[size];
        for (var i = 0; i < size; i++)
        {
            // Sign and the low six bits are random; A-law inverts every other bit on the wire.
            block[i] = (byte)((random.Next() & 0xbf) ^ 0x55);
        }

        return block;
    }

    /// <summary>Steele, Lea and Flood's SplitMix64: the same blocks for the same seed on every runtime.</summary>
    private struct SplitMix(ulong seed)
    {
        private ulong _state = seed;

        public ulong Next()
        {
            _state += 0x9e3779b97f4a7c15;
            var mixed = (_state ^ (_state >> 30)) * 0xbf58476d1ce4e5b9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
            return mixed ^ (mixed >> 31);
        }
    }
}
