using System.Buffers.Binary;
using System.Numerics;

namespace Ringback.Model.Sla;

/// <summary>Reads what <see cref="BitWriter"/> wrote; of anything else it says so, and never more.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Far more than is ever counted of anything; sums of as many as there are rows still fit.</summary>
    public const long MostCounted = 1L << 40;

    /// <summary>Bits of a word that are there wherever in a byte it begins.</summary>
    private const int Sure = 57;
    private const int LongestNumber = 63;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    private readonly int Remaining => (_bytes.Length * 8) - _at;

    /// <summary>False where it ends too soon, or the number is greater than <paramref name="most"/>.</summary>
    public bool TryReadPositive(long most, out long number)
    {
        number = 0;
        var length = 1;
        for (var zeros = Sure; zeros == Sure; )
        {
            zeros = Math.Min(BitOperations.LeadingZeroCount(Word()), Sure);
            length += zeros;
            _at += zeros;
            if (length > LongestNumber || length > Remaining)
                return false;
        }

        if (length > Sure)
        {
            number = (long)(Word() >> (64 - Sure));
            _at += Sure;
            length -= Sure;
        }

        number = (number << length) | (long)(Word() >> (64 - length));
        _at += length;
        return number <= most;
    }

    /// <inheritdoc cref="TryReadPositive"/>
    public bool TryReadNatural(long most, out long number)
    {
        var isRead = TryReadPositive(most == long.MaxValue ? most : most + 1, out number);
        number--;
        return isRead;
    }

    /// <summary>What <see cref="BitWriter.WriteBefore"/> wrote.</summary>
    public bool TryReadBefore(Instant other, out Instant? instant)
    {
        var isRead = TryReadNatural(long.MaxValue / 2, out var distance);
        instant = distance > 0 ? new Instant(unchecked(other.Microseconds - distance)) : null;
        return isRead;
    }

    /// <summary>Whether nothing follows but the zeros that fill the last byte.</summary>
    public readonly bool IsAtEnd() => Remaining < 8 && Word() == 0;

    /// <summary>The next bits from the top, zeros after the last.</summary>
    private readonly ulong Word()
    {
        var rest = _bytes[(_at >> 3)..];
        if (rest.Length >= sizeof(ulong))
            return BinaryPrimitives.ReadUInt64BigEndian(rest) << (_at & 7);

        Span<byte> last = stackalloc byte[sizeof(ulong)];
        last.Clear();
        rest.CopyTo(last);
        return BinaryPrimitives.ReadUInt64BigEndian(last) << (_at & 7);
    }
}
