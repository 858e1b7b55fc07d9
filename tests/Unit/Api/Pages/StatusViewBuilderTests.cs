using Ringback.Api.Endpoints;
using Ringback.Api.Pages;
using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Tests.Unit.Api.Pages;

public class StatusViewBuilderTests
{
    private static readonly Instant Noon = At("2026-11-20T12:00:00Z");

    [Fact]
    public void A_day_shows_its_exact_seconds_by_verdict()
    {
        var verdicts = Verdicts(
            ("2026-11-20T10:00:00Z", Verdict.Up),
            ("2026-11-20T10:30:00Z", Verdict.Down),
            ("2026-11-20T10:30:00.5Z", Verdict.Up),
            ("2026-11-20T11:00:00Z", Verdict.Unknown),
            ("2026-11-20T11:10:00Z", Verdict.Up)
        );

        var component = Assert.Single(Build(verdicts, Noon).Components);

        Assert.Equal(90, component.Days.Count);
        Assert.Equal(
            new DayView(Verdict.Down, "2026-11-20: 99.9924 % available; down 0.5 s, unknown 600 s"),
            component.Days[^1]
        );
        Assert.Null(component.Days[^2].Worst);
        Assert.Equal("99.9924 % available, coverage 91.66 %", component.AvailabilityText);
    }

    [Fact]
    public void A_day_without_data_is_unknown_and_has_no_availability()
    {
        var component = Assert.Single(Build(Verdicts(), Noon).Components);

        Assert.Equal(Verdict.Unknown, component.Days[^1].Worst);
        Assert.Equal("2026-11-20: nothing measured; unknown 7200 s", component.Days[^1].Tooltip);
        Assert.Equal("no data yet", component.AvailabilityText);
    }

    [Theory]
    [InlineData("2026-11-20T11:59:17Z", false)]
    [InlineData("2026-11-20T11:59:16.9Z", true)]
    [InlineData(null, true)]
    public void A_page_without_a_result_within_staleness_is_stale(string? lastResult, bool stale) =>
        Assert.Equal(
            stale,
            Build(
                Verdicts(("2026-11-20T10:00:00Z", Verdict.Up)),
                Noon,
                new RegionRow(1, "prague", RegionState.Up, lastResult is null ? null : At(lastResult), null),
                new RegionRow(1, "brno", RegionState.Up, null, null)
            ).Stale
        );

    private static StatusView Build(
        StepFunction<Verdict> verdicts,
        Instant asOf,
        params IReadOnlyList<RegionRow> regions
    )
    {
        Window lifetime = new(At("2026-11-20T10:00:00Z"), Instant.MaxValue);
        var row = new TargetRow(
            1,
            "t",
            "T",
            "sip",
            new TargetSettings(
                TimeSpan.FromSeconds(10),
                TimeSpan.FromSeconds(3),
                new Confirmation(2, 1),
                Quorum.Majority
            ),
            [lifetime],
            ["prague"],
            ["c"],
            Verdict.Up
        );
        var target = new TargetSnapshot(row, asOf, new Availability(0, 0, 0, 0, 0, 0), regions);
        var component = new ComponentRow(1, "c", "C", null, [1], [lifetime], Verdict.Up);
        return StatusViewBuilder.Build(
            new StatusSnapshot(Noon, asOf, [new ComponentSnapshot(component, verdicts, asOf, [target])], [target]),
            [],
            Enumerable.Empty<string>().ToLookup(_ => 0L),
            [],
            Zone.Find("Europe/Prague")
        );
    }

    private static StepFunction<Verdict> Verdicts(params (string At, Verdict Verdict)[] changes) =>
        new(Verdict.Unknown, changes.Select(change => new Change<Verdict>(At(change.At), change.Verdict)));

    private static Instant At(string text) => Instant.TryParse(text, out var at) ? at : throw new FormatException(text);
}
