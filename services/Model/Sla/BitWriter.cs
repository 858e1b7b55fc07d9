using System.Numerics;

namespace Ringback.Model.Sla;

/// <summary>Writes whole numbers in Elias' γ code (1975): small ones are short, and each number has one form only.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> _bytes = [];
    private int _free;

    /// <summary>n bits of zero for a number of n + 1 bits, then the number.</summary>
    /// <param name="number">At least 1.</param>
    public void WritePositive(long number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        var log = BitOperations.Log2((ulong)number);
        for (var i = 0; i < log; i++)
            WriteBit(false);

        for (var i = log; i >= 0; i--)
            WriteBit(((number >> i) & 1) != 0);
    }

    /// <param name="number">At least 0, less than the greatest there is.</param>
    public void WriteNatural(long number) => WritePositive(checked(number + 1));

    /// <summary>How long before another instant; null has a form of its own.</summary>
    /// <param name="instant">Before <paramref name="other"/>.</param>
    public void WriteBefore(Instant other, Instant? instant) =>
        WriteNatural(instant is { } at ? checked(other.Microseconds - at.Microseconds) : 0);

    /// <summary>What was written, filled up with zeros to whole bytes.</summary>
    public byte[] ToBytes() => [.. _bytes];

    private void WriteBit(bool bit)
    {
        if (_free == 0)
        {
            _bytes.Add(0);
            _free = 8;
        }

        _free--;
        if (bit)
            _bytes[^1] |= (byte)(1 << _free);
    }
}
