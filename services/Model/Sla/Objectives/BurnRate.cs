namespace Ringback.Model.Sla.Objectives;

/// <summary>How many times faster than allowed an error budget burns: <c>(bad/counted)/(1−o)</c>, exact.</summary>
public readonly record struct BurnRate
{
    private readonly Int128 _numerator;
    private readonly Int128 _denominator;

    private BurnRate(Int128 numerator, Int128 denominator) => (_numerator, _denominator) = (numerator, denominator);

    /// <summary>Null, which raises no alert, where nothing was counted.</summary>
    /// <param name="goal">o, between 0 and 1, exclusive.</param>
    public static BurnRate? Of(decimal goal, Spend spend)
    {
        var allowed = Allowance.Of(goal);
        return spend.Counted == 0
            ? null
            : new BurnRate((Int128)spend.Bad * Allowance.One, (Int128)spend.Counted * allowed);
    }

    /// <param name="tenths">144 for 14.4; at most 10,000.</param>
    public bool IsAbove(int tenths) => checked(_numerator * 10 > _denominator * tenths);

    /// <summary>Floored to this many decimals, at most 6.</summary>
    public decimal Floor(int decimals)
    {
        var scale = 1;
        for (var i = 0; i < decimals; i++)
            scale *= 10;

        return (decimal)checked(_numerator * scale / _denominator) / scale;
    }
}
