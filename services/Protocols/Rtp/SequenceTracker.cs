namespace Ringback.Protocols.Rtp;

/// <summary>What a sequence number says of a packet, given those before it.</summary>
public enum SequenceKind
{
    /// <summary>Ahead of all before it, or the first.</summary>
    InOrder,

    /// <summary>Not seen before, but behind one that was (RFC 4737 §3.3).</summary>
    Reordered,

    /// <summary>Seen before.</summary>
    Duplicate,

    /// <summary>So far from the others that it is not counted: a stray, or the sender began anew (RFC 3550 A.1).</summary>
    Stray,
}

/// <summary>Extends the 16-bit sequence numbers of one source and counts what is missing (RFC 3550 A.1, A.3).</summary>
/// <remarks>
/// Unlike the RFC's, this counter knows duplicates: received is the number of distinct packets. It remembers the last
/// 32768 numbers in a fixed space, however many come.
/// </remarks>
public sealed class SequenceTracker
{
    /// <summary>A gap of this many or more is a jump, not loss (RFC 3550 A.1).</summary>
    public const int MaxDropout = 3000;

    /// <summary>A packet at least this far behind is a stray, not late (RFC 3550 A.1).</summary>
    public const int MaxMisorder = 100;

    private const int Window = 1 << 15;

    private readonly ulong[] _seen = new ulong[Window / 64];
    private ushort? _afterJump;
    private bool _started;

    /// <summary>Where the sender last began anew: what is behind belongs to what it sent before.</summary>
    private long _floor = long.MinValue;

    /// <summary>Of the first packet: its sequence number; lower ones that came later are counted too.</summary>
    public long First { get; private set; }

    /// <summary>The greatest extended number. A sender that begins anew goes on from here without a gap.</summary>
    public long Highest { get; private set; }

    /// <summary>Distinct packets.</summary>
    public long Received { get; private set; }

    public long Duplicates { get; private set; }

    public long Reordered { get; private set; }

    public long Strays { get; private set; }

    /// <summary>How often the sender began anew elsewhere.</summary>
    public long Restarts { get; private set; }

    /// <summary>From the lowest to the highest number seen.</summary>
    public long Expected => _started ? Highest - First + 1 : 0;

    /// <summary>Never negative, since duplicates are not received twice.</summary>
    public long Lost => Expected - Received;

    /// <param name="sequenceNumber">In the order of arrival.</param>
    /// <param name="extended">The number without wraps; meaningless for a stray.</param>
    public SequenceKind Observe(ushort sequenceNumber, out long extended)
    {
        if (!_started)
        {
            _started = true;
            First = Highest = extended = sequenceNumber;
            return Take(extended, SequenceKind.InOrder);
        }

        // As the RFC counts: whatever the wraps, the nearer way round is meant.
        var step = (short)(sequenceNumber - (ushort)Highest);
        extended = Highest + step;
        if (step is >= MaxDropout or <= -MaxMisorder)
            return ObserveJump(sequenceNumber, out extended);

        _afterJump = null;
        if (extended < _floor)
        {
            Strays++;
            return SequenceKind.Stray;
        }

        if (step > 0)
        {
            Forget(Highest + 1, step);
            Highest = extended;
            return Take(extended, SequenceKind.InOrder);
        }

        if (IsSeen(extended))
        {
            Duplicates++;
            return SequenceKind.Duplicate;
        }

        First = Math.Min(First, extended);
        Reordered++;
        return Take(extended, SequenceKind.Reordered);
    }

    private SequenceKind ObserveJump(ushort sequenceNumber, out long extended)
    {
        // Two in a row from elsewhere: the sender began anew. The first of them was counted as a stray.
        if (_afterJump != sequenceNumber)
        {
            _afterJump = (ushort)(sequenceNumber + 1);
            Strays++;
            extended = Highest;
            return SequenceKind.Stray;
        }

        // Whole cycles up, to the next number that ends in these 16 bits; what lies between was never sent.
        Restarts++;
        _afterJump = null;
        var next = (Highest & ~0xffffL) | sequenceNumber;
        extended = next > Highest ? next : next + 0x10000;
        First += extended - Highest - 1;
        Highest = _floor = extended;
        Array.Clear(_seen);
        return Take(extended, SequenceKind.InOrder);
    }

    private SequenceKind Take(long extended, SequenceKind kind)
    {
        _seen[Word(extended)] |= Bit(extended);
        Received++;
        return kind;
    }

    private bool IsSeen(long extended) => (_seen[Word(extended)] & Bit(extended)) != 0;

    private void Forget(long from, int count)
    {
        for (var number = from; number < from + count; number++)
            _seen[Word(number)] &= ~Bit(number);
    }

    private static int Word(long extended) => (int)((extended & (Window - 1)) >> 6);

    private static ulong Bit(long extended) => 1UL << (int)(extended & 63);
}
