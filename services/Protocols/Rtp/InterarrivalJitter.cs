namespace Ringback.Protocols.Rtp;

/// <summary>The smoothed difference in packet spacing, receiver against sender (RFC 3550 §6.4.1, A.8).</summary>
/// <param name="clockRate">Of the timestamps, per second.</param>
public sealed class InterarrivalJitter(int clockRate)
{
    private double? _arrival;
    private uint _timestamp;
    private double _sum;
    private long _count;

    /// <summary>J after the last packet, in seconds.</summary>
    public double Current { get; private set; }

    /// <summary>Mean of J over the packets from the second on, in seconds; 0 where there is none.</summary>
    public double Mean => _count == 0 ? 0 : _sum / _count;

    /// <summary>Greatest J, in seconds.</summary>
    public double Max { get; private set; }

    /// <summary>The source is silent: what comes next is compared with nothing before.</summary>
    public void Pause() => _arrival = null;

    /// <param name="arrival">In seconds, of any clock with a fixed origin. Packets are given in the order of arrival.</param>
    /// <param name="timestamp">Of the RTP header.</param>
    public void Observe(double arrival, uint timestamp)
    {
        if (_arrival is { } before)
        {
            // A step of the timestamp is signed: a reordered packet lies before its predecessor.
            var spacing = (double)(int)(timestamp - _timestamp) / clockRate;
            var difference = Math.Abs(arrival - before - spacing);
            Current += (difference - Current) / 16;
            Max = Math.Max(Max, Current);
            _sum += Current;
            _count++;
        }

        (_arrival, _timestamp) = (arrival, timestamp);
    }
}
