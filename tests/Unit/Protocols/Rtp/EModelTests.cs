using System.Globalization;
using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.Protocols.Rtp;

public class EModelTests
{
    private static readonly EModelParameters Default = EModelParameters.Default;

    [Fact]
    public void R_is_what_others_compute_at_every_anchor()
    {
        foreach (var anchor in Vector.Read("g107-anchor-values.json").GetProperty("R_at_Ta_ms").EnumerateObject())
        {
            var delay = double.Parse(anchor.Name, CultureInfo.InvariantCulture);
            Assert.Equal(anchor.Value.GetDouble(), EModel.R(Default.WithDelay(delay)), 0.001);
        }
    }

    [Fact]
    public void Pure_delay_is_what_others_compute_at_every_anchor()
    {
        foreach (var anchor in Vector.Read("g107-anchor-values.json").GetProperty("Idd_at_Ta_ms").EnumerateObject())
        {
            var delay = double.Parse(anchor.Name, CultureInfo.InvariantCulture);
            Assert.Equal(anchor.Value.GetDouble(), EModel.AbsoluteDelayImpairment(Default.WithDelay(delay)), 0.001);
        }
    }

    [Fact]
    public void Mos_is_what_others_compute_at_every_anchor()
    {
        foreach (var anchor in Vector.Read("g107-anchor-values.json").GetProperty("MOS_at_R").EnumerateObject())
        {
            var r = double.Parse(anchor.Name, CultureInfo.InvariantCulture);
            Assert.Equal(anchor.Value.GetDouble(), EModel.Mos(r), 0.001);
        }
    }

    [Theory]
    [InlineData(-20, 1)]
    [InlineData(0, 1)]
    [InlineData(3, 1)] // the cubic alone would give 0.94
    [InlineData(100, 4.5)]
    [InlineData(120, 4.5)]
    public void Mos_stays_on_its_scale(double r, double mos) => Assert.Equal(mos, EModel.Mos(r));

    [Fact]
    public void Mos_never_falls_where_R_rises() =>
        Gen.Select(Gen.Double[-10, 110], Gen.Double[-10, 110])
            .Sample((a, b) => Assert.True(EModel.Mos(Math.Min(a, b)) <= EModel.Mos(Math.Max(a, b)) + 1e-9));

    [Theory]
    [InlineData(1, 1, 25.1, 95.0 / 26.1)]
    [InlineData(1, 1, 4.3, 95.0 / 5.3)]
    [InlineData(5, 2, 25.1, 95 * 5 / 27.6)]
    [InlineData(100, 1, 25.1, 9500 / 125.1)]
    public void Loss_in_percent_impairs_by_its_equation(double percent, double bursts, double bpl, double expected)
    {
        var lossy = Default with { LossPercent = percent, BurstRatio = bursts, LossRobustness = bpl };

        Assert.Equal(expected, EModel.EffectiveEquipmentImpairment(lossy), 1e-9);
        Assert.Equal(EModel.DefaultR - expected, EModel.R(lossy), 1e-9);
    }

    [Fact]
    public void More_loss_or_more_delay_is_never_better() =>
        Gen.Select(Gen.Double[0, 600], Gen.Double[0, 600], Gen.Double[0, 100], Gen.Double[0, 100])
            .Sample(
                (t1, t2, l1, l2) =>
                {
                    var better = Default.WithDelay(Math.Min(t1, t2)) with { LossPercent = Math.Min(l1, l2) };
                    var worse = Default.WithDelay(Math.Max(t1, t2)) with { LossPercent = Math.Max(l1, l2) };

                    // Under 1 ms talker echo is reckoned as sidetone, and just over it the equation is below 0: a step of
                    // 0.105 R up at 1 ms, by the recommendation itself.
                    Assert.True(EModel.R(worse) <= EModel.R(better) + 0.11);
                }
            );

    [Theory]
    [InlineData(5, 0)]
    [InlineData(25, 0)]
    [InlineData(25, 50)]
    public void Sidetone_far_from_its_default_never_helps(double stmr, double delay)
    {
        var odd = Default.WithDelay(delay) with { SidetoneMasking = stmr };

        Assert.True(EModel.R(odd) < EModel.R(Default.WithDelay(delay)));
    }
}
