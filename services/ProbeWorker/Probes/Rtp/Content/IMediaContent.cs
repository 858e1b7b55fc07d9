namespace Ringback.ProbeWorker.Probes.Rtp.Content;

/// <summary>What the packets of one stream carry: in each a stretch of noise that no other packet has.</summary>
/// <remarks>Asked by the thread that sends and by the one that receives, at the same time.</remarks>
internal interface IMediaContent
{
    /// <summary>Of a payload, in bytes.</summary>
    int LargestSize { get; }

    /// <summary>Writes the payload of a packet: always the same one for a number.</summary>
    /// <returns>Bytes written.</returns>
    int Write(int index, Span<byte> payload);

    /// <summary>Where in that payload its noise begins; there are 8 bytes of it at least.</summary>
    int NoiseAt(int index);
}
