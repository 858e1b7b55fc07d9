namespace Ringback.Store.Results.Packing;

/// <summary>A figure in as few bytes as give back the identical bits.</summary>
/// <remarks>
/// Most are counts, whole microseconds or ticks of 100 ns divided into seconds: those go as that whole number, the others
/// as their eight bytes.
/// </remarks>
internal static class PackedFigure
{
    /// <summary>Forms 1 to 3: a whole number divided by this. Form 0: the bits. Forms are stored: append, never move.</summary>
    private static readonly double[] Divisors = [0, 1, 1e6, 1e7];

    /// <summary>Beyond it not every whole number is a double.</summary>
    private const double MostExact = 1L << 53;

    public const int FormBits = 2;
    public const ulong FormMask = (1 << FormBits) - 1;

    /// <param name="whole">What goes in the place of the figure, unless the form is 0.</param>
    public static int FormOf(double figure, out long whole)
    {
        for (var form = 1; form < Divisors.Length; form++)
        {
            var multiple = Math.Round(figure * Divisors[form]);
            if (!(Math.Abs(multiple) <= MostExact)) // NaN neither
                continue;

            whole = (long)multiple;
            if (SameBits(whole / Divisors[form], figure))
                return form;
        }

        whole = 0;
        return 0;
    }

    public static double Read(ref PackedReader bytes, int form) =>
        form == 0 ? bytes.Double() : Of(bytes.Signed(), form);

    /// <param name="form">Not 0.</param>
    public static double Of(long whole, int form) => whole / Divisors[form];

    /// <summary>The same figure in another form, where that gives back the identical bits.</summary>
    /// <param name="form">Not 0, nor is <paramref name="other"/>.</param>
    public static bool TryConvert(long whole, int form, int other, out long converted)
    {
        var figure = Of(whole, form);
        var multiple = Math.Round(figure * Divisors[other]);
        converted = Math.Abs(multiple) <= MostExact ? (long)multiple : 0;
        return SameBits(Of(converted, other), figure);
    }

    private static bool SameBits(double left, double right) =>
        BitConverter.DoubleToInt64Bits(left) == BitConverter.DoubleToInt64Bits(right);
}
