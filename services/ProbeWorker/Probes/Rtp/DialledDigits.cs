using Ringback.Protocols.Rtp;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>DTMF digits behind the voice of a stream, each of 100 ms (RFC 4733 §2.5).</summary>
/// <param name="Text">One or more of 0-9, *, # and A-D.</param>
/// <param name="PayloadType">The number that the peer gave to events.</param>
/// <param name="PacketTime">Of the voice before it: packets go on at its pace.</param>
internal sealed record DialledDigits(string Text, byte PayloadType, TimeSpan PacketTime)
{
    private const byte Volume = 10;

    /// <summary>The end of an event is said so often.</summary>
    private const int Ends = 3;

    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(100);

    /// <summary>Packets of all digits.</summary>
    public int Count => Text.Length * Each;

    private int Steps => (int)Math.Ceiling(Length / PacketTime);

    private int Each => Steps + Ends - 1;

    /// <param name="index">From 0.</param>
    /// <param name="samples">Timestamp units in each packet of voice.</param>
    /// <returns>The event, how many packets of voice before it its timestamp lies, and whether it begins.</returns>
    public (TelephoneEvent Event, int Begin, bool IsFirst) At(int index, int samples)
    {
        var (digit, step) = Math.DivRem(index, Each);
        TelephoneEvent.TryGetCode(Text[digit], out var code);
        var lasted = Math.Min(step + 1, Steps) * samples;
        var said = new TelephoneEvent(
            code,
            IsEnd: step >= Steps - 1,
            Volume,
            (ushort)Math.Min(lasted, ushort.MaxValue)
        );
        return (said, digit * Each, step == 0);
    }
}
