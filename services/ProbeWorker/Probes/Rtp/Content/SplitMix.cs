using System.Buffers.Binary;

namespace Ringback.ProbeWorker.Probes.Rtp.Content;

/// <summary>Steele, Lea and Flood's SplitMix64: the same noise for the same seed on every runtime.</summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator of its own for each number under one seed.</summary>
    public static SplitMix Of(ulong seed, int number)
    {
        var mixed = new SplitMix(seed + (ulong)number);
        return new SplitMix(mixed.Next());
    }

    public ulong Next()
    {
        _state += 0x9e3779b97f4a7c15;
        var mixed = (_state ^ (_state >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }

    public void Fill(Span<byte> bytes)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        while (!bytes.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, Next());
            var count = Math.Min(word.Length, bytes.Length);
            word[..count].CopyTo(bytes);
            bytes = bytes[count..];
        }
    }
}
