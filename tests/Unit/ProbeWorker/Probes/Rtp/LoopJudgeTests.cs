using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>Two directions of calls that never took place, each packet's fate written down.</summary>
public class LoopJudgeTests
{
    private static readonly RtpCheck Check = new() { Host = "pbx.test", Extension = "bob" };

    [Fact]
    public void The_slower_direction_speaks_where_both_are_well()
    {
        var (judgement, figures) = Measure(_ => 20, _ => 35);

        Assert.Equal(Judgement.Up, judgement);
        Assert.Equal(0.020, figures[MeasurementNames.OutwardCallDelaySeconds], 1e-9);
        Assert.Equal(0.035, figures[MeasurementNames.HomewardCallDelaySeconds], 1e-9);
        Assert.Equal(0.035, figures[MeasurementNames.CallDelaySeconds], 1e-9);
        Assert.Equal(1, figures[MeasurementNames.Conforming]);
    }

    [Theory]
    [InlineData(true, "from the caller")]
    [InlineData(false, "to the caller")]
    public void The_worse_direction_is_named(bool isOutward, string name)
    {
        double? Lossy(int i) => i % 10 == 4 ? null : 20;
        double? Slow(int _) => 40;
        var (judgement, figures) = isOutward ? Measure(Lossy, Slow) : Measure(Slow, Lossy);

        Assert.Equal((Outcome.Degraded, Reason.LossExceeded), (judgement.Outcome, judgement.Reason));
        Assert.StartsWith($"Media {name}: ", judgement.Detail, StringComparison.Ordinal);
        Assert.Equal(0.1, figures[MeasurementNames.LossRatio]);
        Assert.Equal(0, figures[MeasurementNames.Conforming]);
        Assert.Equal(
            isOutward ? (0.1, 0.0) : (0.0, 0.1),
            (figures[MeasurementNames.OutwardLossRatio], figures[MeasurementNames.HomewardLossRatio])
        );
    }

    [Fact]
    public void Nothing_one_way_is_one_way_media_and_nothing_at_all_is_none()
    {
        Assert.Equal(Reason.OneWayMedia, Measure(_ => null, _ => 20).Judgement.Reason);
        Assert.Equal(Reason.OneWayMedia, Measure(_ => 20, _ => null).Judgement.Reason);
        Assert.Equal(Reason.NoMedia, Measure(_ => null, _ => null).Judgement.Reason);
    }

    [Theory]
    [InlineData("159#", null)]
    [InlineData("19#", Reason.AssertionFailed)]
    [InlineData("", Reason.AssertionFailed)]
    public void Every_digit_must_be_heard(string heard, Reason? reason)
    {
        var judgement = Measure(_ => 20, _ => 20, digits: "159#", heard).Judgement;

        Assert.Equal((reason is null ? Outcome.Up : Outcome.Degraded, reason), (judgement.Outcome, judgement.Reason));
    }

    /// <param name="outward">Delay of each packet, in ms; null for one that is lost.</param>
    private static (Judgement Judgement, Dictionary<string, double> Figures) Measure(
        Func<int, double?> outward,
        Func<int, double?> homeward,
        string? digits = null,
        string heard = ""
    )
    {
        var run = new ProbeRun(
            "pbx",
            "prague",
            TimeSpan.FromSeconds(20),
            new ProbeMeans(Resolver.OfSystem, new Secrets(_ => null)),
            TimeProvider.System
        );
        var verdict = LoopJudge.Measure(Check, run, CallMedium.Of(Check)[0], Record(outward), Record(homeward));
        run.Measure(MeasurementNames.Conforming, verdict.Conforms ? 1 : 0);
        return (verdict.Judgement, run.Measurements.ToDictionary(m => m.Name, m => m.Value));

        MediaRecord Record(Func<int, double?> delay) =>
            MediaRecords.Of(
                packets: 250,
                i => delay(i) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
                digits: digits
            ) with
            {
                Digits = heard,
            };
    }
}
