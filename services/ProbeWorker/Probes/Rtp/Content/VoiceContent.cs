using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp.Content;

/// <summary>Ready-made frames of a voice codec: noise that its decoder takes.</summary>
/// <remarks>
/// For G.711 it is quiet in either law (the four lowest segments, some 18 dB under full scale), so that a bridge between
/// A-law ends passes it unchanged. Frames of G.729 carry their parity bit, so that no decoder conceals them.
/// </remarks>
/// <param name="seed">Random, of this call alone.</param>
/// <param name="size">Bytes in each packet.</param>
internal sealed class VoiceContent(MediaCodec codec, ulong seed, int size) : IMediaContent
{
    private const int G729FrameSize = 10;

    public int LargestSize => size;

    public int NoiseAt(int index) => 0;

    public int Write(int index, Span<byte> payload)
    {
        var noise = payload[..size];
        var random = SplitMix.Of(seed, index);
        random.Fill(noise);
        if (codec == MediaCodec.G729)
            SetParity(noise);
        else if (codec != MediaCodec.G722)
            Quieten(noise);

        return size;
    }

    /// <summary>Sign and the low six bits stay random; A-law inverts every other bit on the wire.</summary>
    private static void Quieten(Span<byte> noise)
    {
        foreach (ref var octet in noise)
            octet = (byte)((octet & 0xbf) ^ 0x55);
    }

    /// <summary>ITU-T G.729 §3.7.2: bits 18 to 25 of a frame are the first pitch delay, bit 26 is odd parity over its upper six.</summary>
    private static void SetParity(Span<byte> frames)
    {
        for (; frames.Length >= G729FrameSize; frames = frames[G729FrameSize..])
        {
            // L0 to L3 take 18 bits; the delay is the lower 6 of the third byte and the upper 2 of the fourth.
            var upperSix = frames[2] & 0x3f;
            var isEven = int.PopCount(upperSix) % 2 == 0;
            frames[3] = (byte)((frames[3] & ~0x20) | (isEven ? 0x20 : 0));
        }
    }
}
