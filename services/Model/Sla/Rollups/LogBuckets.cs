namespace Ringback.Model.Sla.Rollups;

/// <summary>The buckets of every histogram: 35 to each doubling, so that a value differs from its bucket's by less than 1 %.</summary>
/// <remarks>
/// Bucket boundaries are the powers of γ = 2^(1/35) ≈ 1.0200, under the (1 + α)/(1 − α) ≈ 1.0202 that α = 1 % allows
/// (DDSketch, Masson, Rim and Lee 2019, §2.1). No logarithm is taken, for the last bit of one depends on the machine's
/// library: the exponent of the IEEE 754 number gives the doubling, and its fraction is compared with whole numbers.
/// The range is bounded instead of collapsed: a collapse depends on what came first.
/// </remarks>
public static class LogBuckets
{
    /// <summary>Zero, and what is less than <see cref="Least"/>.</summary>
    public const int Zero = 0;

    /// <summary>The number of buckets; they are 0 to one less.</summary>
    public const int Count = 1 + (Octaves * PerOctave);

    /// <summary>About a nanosecond, or a billionth: nothing here is measured finer.</summary>
    public const double Least = 1.0 / (1 << 30);

    /// <summary>About 34 years: what is greater counts as if it were just under.</summary>
    public const double Greatest = 1 << 30;

    private const int PerOctave = 35;
    private const int Octaves = 60;
    private const int ExponentOfLeast = -30;

    private const int FractionBits = 52;
    private const long One = 1L << FractionBits;
    private const int ExponentBias = 1023;

    /// <summary>⌊2^(52 + i/35)⌋: where bucket i of a doubling begins, as an IEEE 754 fraction with its leading one.</summary>
    private static ReadOnlySpan<long> Bounds =>
        [
            0x10000000000000,
            0x1051ed35254d7a,
            0x10a57de9c16bc7,
            0x10faba81d4e5df,
            0x1151ab8c56eea2,
            0x11aa59c4115e7d,
            0x1204ce10811781,
            0x12611186bae674,
            0x12bf2d6a54f7da,
            0x131f2b2e54f85c,
            0x1381147622f886,
            0x13e4f316812c2f,
            0x144ad116889e7b,
            0x14b2b8b0aaf3c7,
            0x151cb453b9536c,
            0x1588cea3f093bd,
            0x15f7127c0ac329,
            0x16678aee5629f7,
            0x16da4345d1e0ad,
            0x174f470750179f,
            0x17c6a1f29e2ce6,
            0x18406003b2ae5c,
            0x18bc8d73e1660f,
            0x193b36bb158ffe,
            0x19bc68911258bf,
            0x1a402feeb9c532,
            0x1ac69a0f5a241c,
            0x1b4fb472022b1a,
            0x1bdb8cdadbe120,
            0x1c6a31548e794d,
            0x1cfbb031a741a4,
            0x1d90180e09c9e3,
            0x1e2777d0676770,
            0x1ec1deabbe3c14,
            0x1f5f5c20dfe5f2,
        ];

    /// <param name="value">Not negative, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is neither.</exception>
    public static int Of(double value)
    {
        if (!IsTaken(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "no duration, ratio or score");

        if (value < Least)
            return Zero;

        if (value >= Greatest)
            return Count - 1;

        var bits = BitConverter.DoubleToInt64Bits(value);
        var octave = (int)(bits >> FractionBits) - ExponentBias - ExponentOfLeast;
        var place = Bounds.BinarySearch((bits & (One - 1)) | One);
        return 1 + (octave * PerOctave) + (place >= 0 ? place : ~place - 1);
    }

    /// <summary>Durations, ratios and scores are not negative: whatever is, is no figure of theirs, and neither is NaN or infinity.</summary>
    public static bool IsTaken(double value) => value >= 0 && double.IsFinite(value);

    /// <summary>What stands for every value of a bucket: within 1 % of each, except under <see cref="Least"/> and over <see cref="Greatest"/>.</summary>
    public static double Value(int bucket)
    {
        if (bucket == Zero)
            return 0;

        var (low, high) = (LowerBound(bucket), LowerBound(bucket + 1));
        return 2 * low * high / (low + high);
    }

    /// <summary>The least value of a bucket, exact; of <see cref="Count"/> the end of the last.</summary>
    /// <param name="bucket">Not <see cref="Zero"/>.</param>
    public static double LowerBound(int bucket)
    {
        var (octave, place) = Math.DivRem(bucket - 1, PerOctave);
        return BitConverter.Int64BitsToDouble(
            ((long)(octave + ExponentOfLeast + ExponentBias) << FractionBits) | (Bounds[place] & (One - 1))
        );
    }
}
