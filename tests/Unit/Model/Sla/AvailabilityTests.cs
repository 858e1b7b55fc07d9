using System.Globalization;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class AvailabilityTests
{
    private static readonly Window[] Lifetime = [new(At.Day("12:00"), At.Day("14:00"))];

    private static readonly StepFunction<Verdict> Verdicts = new(
        Verdict.Unknown,
        [
            new(At.Day("12:10"), Verdict.Up),
            new(At.Day("12:30"), Verdict.Down),
            new(At.Day("12:31"), Verdict.Partial),
            new(At.Day("12:33"), Verdict.Degraded),
            new(At.Day("12:36"), Verdict.Maintenance),
            new(At.Day("12:40"), Verdict.Up),
        ]
    );

    [Fact]
    public void Each_verdict_has_its_time_and_partial_and_degraded_are_available()
    {
        var hour = Availability.Of(Verdicts, Lifetime, new(At.Day("12:00"), At.Day("13:00")), At.Day("15:00"));

        Assert.Equal(
            new Availability(
                Up: Minutes(40),
                Degraded: Minutes(3),
                Partial: Minutes(2),
                Down: Minutes(1),
                Unknown: Minutes(10),
                Maintenance: Minutes(4)
            ),
            hour
        );
        Assert.Equal(new Ratio(Minutes(45), Minutes(46)), hour.Ratio);
        Assert.Equal(new Ratio(Minutes(46), Minutes(56)), hour.Coverage);
    }

    [Fact]
    public void A_window_is_clipped_to_lifetime_and_as_of()
    {
        var day = new Window(At.Day("00:00"), At.Day("23:00"));

        Assert.Equal(Minutes(120), Availability.Of(Verdicts, Lifetime, day, At.Day("23:00")).Total);
        Assert.Equal(Minutes(35), Availability.Of(Verdicts, Lifetime, day, At.Day("12:35")).Total);
    }

    [Fact]
    public void Nothing_measured_is_no_availability_at_all()
    {
        var unknown = Availability.Of(Verdicts, Lifetime, new(At.Day("12:00"), At.Day("12:10")), At.Day("15:00"));
        var maintenance = Availability.Of(Verdicts, Lifetime, new(At.Day("12:36"), At.Day("12:40")), At.Day("15:00"));
        var nothing = Availability.Of(Verdicts, Lifetime, new(At.Day("15:00"), At.Day("16:00")), At.Day("17:00"));

        Assert.Null(unknown.Ratio);
        Assert.Equal(new Ratio(0, Minutes(10)), unknown.Coverage);
        Assert.Null(maintenance.Ratio);
        Assert.Null(maintenance.Coverage);
        Assert.Null(nothing.Ratio);
        Assert.Null(nothing.Coverage);
    }

    [Fact]
    public void One_walk_gives_each_of_many_windows_what_it_has_alone() =>
        Gen.Select(ScenarioGen.Of(regions: 2), Gen.Double[0, 1].Array[0, 12])
            .Sample(
                (scenario, shares) =>
                {
                    var verdicts = new StepFunction<Verdict>(
                        Verdict.Unknown,
                        VerdictTimeline.Derive(scenario.Inputs, Instant.MinValue, scenario.AsOf)
                    );
                    var (from, length) = (scenario.Lifetime[0].From, scenario.AsOf - scenario.Lifetime[0].From);
                    var bounds = shares.Order().Select(share => from + (((share * 1.2) - 0.1) * length)).ToArray();
                    Window[] windows = [.. bounds.Zip(bounds.Skip(1), (start, end) => new Window(start, end))];
                    windows = [.. windows.Where((_, place) => place % 3 != 1)]; // they need not adjoin

                    Assert.Equal(
                        windows.Select(window => Alone(verdicts, scenario.Lifetime, window, scenario.AsOf)),
                        Availability.OfEach(verdicts, scenario.Lifetime, windows, scenario.AsOf)
                    );
                }
            );

    [Fact]
    public void Parts_of_a_window_add_up_to_the_whole() =>
        Gen.Select(ScenarioGen.Of(regions: 2), Gen.Double[0, 1])
            .Sample(
                (scenario, share) =>
                {
                    var verdicts = new StepFunction<Verdict>(
                        Verdict.Unknown,
                        VerdictTimeline.Derive(scenario.Inputs, Instant.MinValue, scenario.AsOf)
                    );
                    var from = scenario.Lifetime[0].From;
                    var middle = new Instant(
                        from.Microseconds + (long)(share * (scenario.AsOf.Microseconds - from.Microseconds))
                    );
                    Availability Of(Instant start, Instant end) =>
                        Availability.Of(verdicts, scenario.Lifetime, new(start, end), scenario.AsOf);
                    var (left, right) = (Of(from, middle), Of(middle, Instant.MaxValue));
                    var whole = Of(Instant.MinValue, Instant.MaxValue);

                    Assert.Equal(whole.Total, left.Total + right.Total);
                    Assert.Equal(whole.Down, left.Down + right.Down);
                    Assert.Equal(whole.Measured, left.Measured + right.Measured);
                    Assert.Equal(
                        scenario.Lifetime.Sum(w => new Window(w.From, Instant.Min(w.To, scenario.AsOf)).Microseconds),
                        whole.Total
                    );
                },
                iter: Cases.Count
            );

    [Theory]
    [InlineData(9_999_999_6, 1_000_000_00, 4, "99.9999 %")]
    [InlineData(29, 30, 4, "96.6666 %")]
    [InlineData(1, 1, 2, "100.00 %")]
    [InlineData(0, 7, 0, "0 %")]
    [InlineData(2, 3, 0, "66 %")]
    [InlineData(315_360_000_000_000_000 - 1, 315_360_000_000_000_000, 10, "99.9999999999 %")]
    public void A_shown_figure_is_never_rounded_up(long part, long whole, int decimals, string shown) =>
        Assert.Equal(shown, new Ratio(part, whole).ToPercent(decimals));

    [Fact]
    public void A_ratio_is_what_a_division_of_decimals_floors_to() =>
        Gen.Select(Gen.Long[0, 40_000_000_000_000], Gen.Long[1, 40_000_000_000_000])
            .Sample(
                (left, right) =>
                {
                    var ratio = new Ratio(Math.Min(left, right), Math.Max(left, right));
                    var expected =
                        (decimal)((Int128)ratio.Numerator * 1_000_000_000 / ratio.Denominator) / 1_000_000_000m;
                    Assert.Equal(expected.ToString(CultureInfo.InvariantCulture), Text(ratio.Floor(9)));
                }
            );

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-1, "-0.000001")]
    [InlineData(419_600_000, "419.6")]
    [InlineData(86_400_000_000, "86400")]
    [InlineData(long.MaxValue, "9223372036854.775807")]
    [InlineData(long.MinValue, "-9223372036854.775808")]
    public void Seconds_are_exact_and_no_longer_than_they_need(long microseconds, string text) =>
        Assert.Equal(text, Text(ExactSeconds.Of(microseconds)));

    private static string Text(decimal figure) => figure.ToString(CultureInfo.InvariantCulture);

    [Fact]
    public void A_ratio_in_JSON_is_floored_too() => Assert.Equal(0.666666666m, new Ratio(2, 3).Floor(9));

    private static long Minutes(int minutes) => minutes * 60_000_000L;

    private static Availability Alone(
        StepFunction<Verdict> verdicts,
        IReadOnlyList<Window> lifetime,
        Window window,
        Instant asOf
    )
    {
        var time = new long[6];
        foreach (var lived in lifetime)
        {
            var counted = lived.Intersect(window).Intersect(new Window(Instant.MinValue, asOf));
            foreach (var piece in verdicts.Within(counted))
                time[(int)piece.Value] += piece.Window.Microseconds;
        }

        return new Availability(
            time[(int)Verdict.Up],
            time[(int)Verdict.Degraded],
            time[(int)Verdict.Partial],
            time[(int)Verdict.Down],
            time[(int)Verdict.Unknown],
            time[(int)Verdict.Maintenance]
        );
    }
}
