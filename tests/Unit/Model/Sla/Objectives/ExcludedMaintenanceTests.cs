using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Objectives;

namespace Ringback.Tests.Unit.Model.Sla.Objectives;

/// <summary>Within October and November 2026 in Prague: November begins at 23:00 UTC of 31 October.</summary>
public sealed class ExcludedMaintenanceTests
{
    private static readonly Window[] Work =
    [
        Span("2026-10-05T10:00:00Z", 3),
        Span("2026-10-05T12:00:00Z", 2), // overlaps the first for an hour
        Span("2026-10-31T21:00:00Z", 4), // two hours in each month
    ];

    [Fact]
    public void Without_a_cap_all_of_it_is_excluded() =>
        Assert.Equal([Span("2026-10-05T10:00:00Z", 4), Work[2]], Excluded(null, "2026-10-01", "2026-11-02"));

    [Fact]
    public void A_cap_counts_united_hours_and_cuts_inside_a_window_and_begins_anew_with_the_month() =>
        Assert.Equal(
            [Span("2026-10-05T10:00:00Z", 4), Span("2026-10-31T21:00:00Z", 1), Span("2026-10-31T23:00:00Z", 2)],
            Excluded(5, "2026-10-01", "2026-11-02")
        );

    [Fact]
    public void What_was_used_before_the_window_is_used() =>
        Assert.Equal([Span("2026-10-31T23:00:00Z", 2)], Excluded(4, "2026-10-06", "2026-11-02"));

    [Fact]
    public void A_cap_of_nothing_excludes_nothing() => Assert.Empty(Excluded(0, "2026-10-01", "2026-11-02"));

    [Fact]
    public void Only_service_hours_use_the_cap()
    {
        // 07:00 to 13:30 in Prague is 05:00 to 11:30 UTC before, and 06:00 to 12:30 UTC after, the change.
        var hours = ServiceHours.Of(ServiceHoursTests.Calendar("07:00-13:30", DayOfWeek.Monday, DayOfWeek.Friday));

        Assert.Equal(
            [new Window(Instant("2026-10-05T10:00:00Z"), Instant("2026-10-05T11:30:00Z"))],
            Excluded(2, "2026-10-01", "2026-11-02", hours)
        );
    }

    [Fact]
    public void Outside_the_lifetime_there_is_no_maintenance() =>
        Assert.Equal(
            [Span("2026-10-05T12:00:00Z", 2), Span("2026-10-31T21:00:00Z", 1), Span("2026-10-31T23:00:00Z", 2)],
            Excluded(3, "2026-10-01", "2026-11-02", alive: "2026-10-05T12:00:00Z")
        );

    [Fact]
    public void All_is_out_while_no_part_serves_and_a_part_is_out_while_any_is()
    {
        Window all = new(At.Day("12:00"), At.Day("18:00"));
        var first = SubjectMaintenance.OfTarget([all], [new(At.Day("11:00"), At.Day("13:00"))]);
        var second = SubjectMaintenance.OfTarget(
            [new(At.Day("12:30"), At.Day("17:00"))],
            [new(At.Day("12:00"), At.Day("12:45"))]
        );
        var together = SubjectMaintenance.Together([first, second], [new(At.Day("17:30"), At.Day("20:00"))]);

        Assert.Equal([all], together.Alive);
        Assert.Equal([new(At.Day("12:00"), At.Day("12:45")), new(At.Day("17:30"), At.Day("18:00"))], together.Whole);
        Assert.Equal([new(At.Day("12:00"), At.Day("13:00")), new(At.Day("17:30"), At.Day("18:00"))], together.Any);
    }

    private static IReadOnlyList<Window> Excluded(
        int? cap,
        string from,
        string to,
        ServiceHours? hours = null,
        string alive = "2026-01-01T00:00:00Z"
    )
    {
        var terms = new ObjectiveTerms(
            new Objective
            {
                Id = "o",
                Goal = 0.99m,
                Zone = "Europe/Prague",
                MaintenanceCap = cap is { } h ? TimeSpan.FromHours(h) : null,
            },
            Zone.Find("Europe/Prague"),
            hours ?? ServiceHours.Always
        );
        return ExcludedMaintenance.Of(
            terms,
            SubjectMaintenance.OfTarget([new(Instant(alive), Ringback.Model.Instant.MaxValue)], Work),
            new Window(Instant($"{from}T00:00:00Z"), Instant($"{to}T00:00:00Z"))
        );
    }

    private static Window Span(string from, int hours) => new(Instant(from), Instant(from) + TimeSpan.FromHours(hours));

    private static Instant Instant(string text) =>
        Ringback.Model.Instant.TryParse(text, out var at) ? at : throw new FormatException(text);
}
