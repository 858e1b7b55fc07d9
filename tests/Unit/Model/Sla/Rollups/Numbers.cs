using Ringback.Model.Sla.Rollups;

namespace Ringback.Tests.Unit.Model.Sla.Rollups;

internal static class Numbers
{
    /// <summary>Evenly over the doublings that buckets are kept of, not over the numbers.</summary>
    public static readonly Gen<double> InRange = Gen.Select(
        Gen.Int[-30, 29],
        Gen.Double[1, 2],
        (exponent, fraction) => Math.Min(Math.ScaleB(fraction, exponent), Math.BitDecrement(LogBuckets.Greatest))
    );

    /// <summary>Such as come in: alike, with zeros, and now and then what is no figure at all.</summary>
    public static readonly Gen<double> Figure = Gen.Frequency(
        (20, Gen.Double[0.001, 0.2]),
        (4, Gen.Const(0.0)),
        (4, InRange),
        (1, Gen.Double)
    );
}
