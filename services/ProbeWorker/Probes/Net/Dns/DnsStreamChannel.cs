using System.Buffers.Binary;
using Ringback.Model.Results;
using Ringback.Protocols.Dns;

namespace Ringback.ProbeWorker.Probes.Net.Dns;

/// <summary>Over TCP or TLS: all questions over one connection (RFC 7766, RFC 7858).</summary>
/// <param name="stream">Connected; the channel's from now on.</param>
/// <param name="way">For people: TCP or TLS.</param>
internal sealed class DnsStreamChannel(ProbeRun run, Stream stream, string way) : DnsChannel(run)
{
    /// <summary>Answers to questions that nobody asked.</summary>
    private const int MostStrangers = 8;

    protected override string Way { get; } = way;

    public override ValueTask DisposeAsync() => stream.DisposeAsync();

    protected override async Task<DnsReply> ExchangeAsync(DnsQuery query, byte[] bytes, CancellationToken deadline)
    {
        var framed = new byte[2 + bytes.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)bytes.Length);
        bytes.CopyTo(framed, 2);
        var started = Run.Time.GetTimestamp();
        await stream.WriteAsync(framed, deadline);
        for (var strangers = 0; strangers <= MostStrangers; strangers++)
        {
            var message = await ReadAsync(deadline);
            if (query.TryReadAnswer(message, out var answer))
                return new DnsReply(answer, message.Length, Run.Time.GetElapsedTime(started));

            Run.Evidence.Note($"ignored {message.Length} bytes that do not answer our question");
        }

        throw new JudgedException(
            Judgement.Down(Reason.ProtocolError, "The resolver sends messages that answer no question of ours.")
        );
    }

    private async Task<byte[]> ReadAsync(CancellationToken deadline)
    {
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, deadline);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(message, deadline);
        return message;
    }
}
