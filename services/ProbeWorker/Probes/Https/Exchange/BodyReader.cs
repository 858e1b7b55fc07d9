using System.IO.Compression;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Https.Exchange;

/// <summary>Reads a body up to a bound, decompressed, whatever the peer would still send.</summary>
internal static class BodyReader
{
    public const int MaxSize = 1024 * 1024;

    /// <summary>What comes out of one byte at most: a bomb has 1,000, JSON hardly 30.</summary>
    private const int MaxRatio = 100;

    /// <summary>Below it no ratio is looked at: it takes no harm.</summary>
    private const int Harmless = 64 * 1024;

    /// <exception cref="JudgedException">It is compressed wrongly, or beyond measure.</exception>
    public static async Task<(ReadOnlyMemory<byte> Body, bool IsCut)> ReadAsync(
        HttpContent content,
        CancellationToken deadline
    )
    {
        await using var wire = new CountedStream(await content.ReadAsStreamAsync(deadline));
        await using var stream = Decompress(wire, content.Headers.ContentEncoding);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (body.Length < MaxSize)
        {
            var room = (int)Math.Min(buffer.Length, MaxSize - body.Length);
            var read = await ReadAsync(stream, buffer.AsMemory(0, room), deadline);
            if (read == 0)
                return (body.GetBuffer().AsMemory(0, (int)body.Length), false);

            body.Write(buffer, 0, read);
            if (stream != wire && body.Length > Harmless && body.Length > MaxRatio * wire.Count)
            {
                throw new JudgedException(
                    Judgement.Down(
                        Reason.ProtocolError,
                        $"The body grows more than {MaxRatio} times when it is decompressed: a decompression bomb."
                    )
                );
            }
        }

        return (body.GetBuffer().AsMemory(0, (int)body.Length), true);
    }

    private static async Task<int> ReadAsync(Stream stream, Memory<byte> room, CancellationToken deadline)
    {
        try
        {
            return await stream.ReadAsync(room, deadline);
        }
        catch (InvalidDataException e)
        {
            throw new JudgedException(
                Judgement.Down(Reason.ProtocolError, $"The body cannot be decompressed: {e.Message}"),
                e
            );
        }
    }

    /// <summary>One that we do not know, or more than one, is left as it is: nobody asked for it.</summary>
    private static Stream Decompress(Stream wire, ICollection<string> encodings) =>
        encodings.Count == 1
            ? encodings.First().ToLowerInvariant() switch
            {
                "gzip" or "x-gzip" => new GZipStream(wire, CompressionMode.Decompress),
                "deflate" => new ZLibStream(wire, CompressionMode.Decompress),
                "br" => new BrotliStream(wire, CompressionMode.Decompress),
                _ => wire,
            }
            : wire;

    private sealed class CountedStream(Stream inner) : PassingStream(inner)
    {
        public long Count { get; private set; }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            var read = await Inner.ReadAsync(buffer, cancellationToken);
            Count += read;
            return read;
        }
    }
}
