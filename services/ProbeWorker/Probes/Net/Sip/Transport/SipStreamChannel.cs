using System.Net;
using System.Net.Sockets;
using Ringback.Model.Results;
using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip.Transport;

/// <summary>SIP over TCP or TLS: messages cut by Content-Length, keep-alives answered.</summary>
/// <remarks>
/// A stream that cannot be cut any more is closed, as nothing that follows can be trusted.
/// </remarks>
/// <param name="stamped">Of the connection beneath the stream, or the stream itself: a message's time is that of the packet with its end.</param>
internal sealed class SipStreamChannel(SipOrigin origin, IPEndPoint local, Stream stream, StampedStream stamped)
    : SipChannel(origin)
{
    private readonly Lock _writing = new();

    public override IPEndPoint Local { get; } = local;

    public override bool IsReliable => true;

    protected override void Write(byte[] message)
    {
        lock (_writing)
        {
            // Into the kernel's buffer, so at once, as long as the peer takes anything at all.
            var writing = stream.WriteAsync(message).AsTask();
            if (!writing.IsCompleted && !writing.Wait(Patience))
                throw new IOException("The peer takes nothing.", new SocketException((int)SocketError.TimedOut));

            writing.GetAwaiter().GetResult();
        }
    }

    protected override async Task ReadAsync(
        Received received,
        Noise noise,
        Action<Exception> onError,
        CancellationToken disposed
    )
    {
        var framer = new SipStreamFramer();
        while (true)
        {
            var count = await stream.ReadAsync(framer.Room(), disposed);
            if (count == 0)
                throw new EndOfStreamException("The peer closed the connection.");

            framer.Advance(count);
            var pings = framer.Pings;
            while (framer.TryTake(out var message))
                received(message.Span, stamped.StampedAt);

            if (framer.Pings > pings)
                Write("\r\n"u8.ToArray());

            if (framer.Fault != SipFault.None)
            {
                // Its sender is told before the connection goes.
                if (!framer.Broken.IsEmpty)
                    noise(framer.Broken.Span, framer.Fault);

                throw new JudgedException(
                    Judgement.Down(Reason.ProtocolError, $"The stream cannot be cut into messages: {framer.Fault}.")
                );
            }
        }
    }

    protected override void Close() => stream.Dispose();
}
