using System.Net.Sockets;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>One packet of a paced stream.</summary>
/// <param name="SentAt">CLOCK_REALTIME read just before it left.</param>
/// <param name="Lateness">How much later than planned, by the monotonic clock; never negative.</param>
/// <param name="Size">Bytes of the datagram.</param>
/// <param name="Error">Anything but success: it was not sent.</param>
internal readonly record struct PacedSending(RealtimeStamp SentAt, TimeSpan Lateness, int Size, SocketError Error)
{
    /// <summary>Whether it was not to be sent at all.</summary>
    public bool IsWithheld => Size == 0;

    /// <param name="at">When it would have left.</param>
    public static PacedSending Withheld(RealtimeStamp at) => new(at, TimeSpan.Zero, 0, SocketError.OperationAborted);
}
