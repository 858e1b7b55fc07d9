using System.Numerics;

namespace Ringback.Model.Sla;

/// <summary>Writes or reads what part of something known falls to one of several: near what falls to it by chance.</summary>
/// <remarks>
/// Bit by bit whether it is more than 0, more than 1 and so on, each with a chance of its own by how much is expected, which
/// begins as that of a Poisson distribution and follows what comes. Large shares are counted in steps, the rest in plain bits.
/// </remarks>
internal sealed class ShareCoder(BitCoder bits)
{
    /// <summary>Expected shares are told apart by halves of a doubling.</summary>
    private const int Expectations = 40;
    private const int Steps = 24;
    private const int Unit = 16;

    /// <summary>From how much expected on it is counted in steps.</summary>
    private const int Few = 8;

    private static readonly ushort[] Begin = Enumerable
        .Range(0, Expectations * Steps)
        .Select(place => StopOf(Expected(place / Steps), place % Steps))
        .ToArray();

    private readonly ushort[] _chances = [.. Begin];

    /// <param name="whole">Of which it is a share.</param>
    /// <param name="part">How much of <paramref name="of"/> falls to where the share does.</param>
    /// <param name="of">At least 1, no less than either.</param>
    public long Share(long share, long whole, long part, long of)
    {
        var least = Math.Max(0, whole - (of - part));
        var most = Math.Min(whole, part);
        if (least >= most)
            return least;

        var expected = Times(whole, part, of) - (Unit * least);
        var shift = Math.Max(0, Log2(Math.Max(1, expected / (Unit * Few))));
        var first = Place(expected >> shift) * Steps;
        var (steps, high) = ((most - least) >> shift, (share - least) >> shift);
        var step = 0;
        while (step < steps && step < Steps && bits.Bit(high > step, ref _chances[first + step]))
            step++;

        var read = step == Steps && step < steps ? step + bits.Number(high - Steps) : step;
        read = least + ((read << shift) | bits.Bits(share - least, shift));
        return read <= most ? read : bits.Fail();
    }

    private static long Times(long whole, long part, long of) =>
        (whole | part) < 1L << 29 ? Unit * whole * part / of : (long)((Int128)Unit * whole * part / of);

    private static int Place(long expected)
    {
        if (expected <= 0)
            return 0;

        var log = Log2(expected);
        var half = log == 0 ? 0 : (int)(expected >> (log - 1)) & 1;
        return Math.Min(1 + (2 * log) + half, Expectations - 1);
    }

    /// <summary>About the middle of a place, in units.</summary>
    private static long Expected(int place)
    {
        var (log, half) = Math.DivRem(place - 1, 2);
        return place == 0 ? 1 : Math.Min((4L + (2 * half) + 1) << Math.Min(log, 30) >> 2, Unit * Unit);
    }

    /// <summary>The chance of 4,096 that a count is no more than this, where it is no less: 1 / Σ e^j k! / (k + j)!.</summary>
    private static ushort StopOf(long expected, int count)
    {
        const long One = 1 << 20;
        var (sum, term) = (One, One);
        for (var more = 1; term > 0; more++)
        {
            term = term * expected / (Unit * (count + more));
            sum += term;
        }

        return (ushort)Math.Clamp(4_096 * One / sum, 48, 4_048);
    }

    private static int Log2(long number) => BitOperations.Log2((ulong)number);
}
