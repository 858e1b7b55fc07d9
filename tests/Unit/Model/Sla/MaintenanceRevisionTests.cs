using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public class MaintenanceRevisionTests
{
    private static readonly Instant Now = On(10, 12);
    private static readonly Window Reach = new(On(-300, 0), On(20, 0));
    private static readonly MaintenanceScope Pbx = new([1], []);
    private static readonly MaintenanceScope Web = new([2], [7]);

    /// <summary>Each night 22:00 to 02:00 UTC, from the 1st on.</summary>
    private static readonly MaintenanceWindow Nights = new(
        "nights",
        "Nights",
        new Recurring
        {
            Zone = "UTC",
            Days = [new RecurringDay(null, null)],
            Start = new TimeOnly(22, 0),
            Duration = TimeSpan.FromHours(4),
            First = new DateOnly(2026, 11, 8),
        },
        [],
        []
    );

    private static readonly IReadOnlyList<MaintenanceStretch> Written = Revise([], null, Nights, On(1, 0));

    [Fact]
    public void A_new_definition_counts_from_when_it_rules_and_the_past_stays()
    {
        var later = Nights with { Time = Time with { Start = new TimeOnly(23, 0) } };
        var revised = Revise(Written, Nights, later, Now);

        Assert.Equal(["8 22-26", "9 22-26", "10 23-27", "11 23-27"], Shown(revised).Take(4));
    }

    [Fact]
    public void What_is_under_way_goes_on_as_the_new_definition_says()
    {
        var longer = Nights with { Time = Time with { Duration = TimeSpan.FromHours(6) } };

        Assert.Equal(["8 22-26", "9 22-28", "10 22-28"], Shown(Revise(Written, Nights, longer, On(10, 1))).Take(3));
        Assert.Equal(["8 22-26", "9 22-25"], Shown(Revise(Written, Nights, null, On(10, 1))));
        Assert.Equal(
            ["9 22-25 1", "9 25-26 2"],
            Revise(Written, Nights, Nights, On(10, 1), Web)
                .Where(stretch => stretch.Day.Day == 9)
                .Select(stretch => $"{Shown([stretch]).Single()} {stretch.Scope.Targets[0]}")
        );
    }

    [Fact]
    public void A_window_that_is_no_longer_named_keeps_what_has_passed() =>
        Assert.Equal(["8 22-26", "9 22-26"], Shown(Revise(Written, Nights, null, Now)));

    [Fact]
    public void Days_that_it_ceases_or_begins_to_speak_of_change_in_the_past_too()
    {
        var skipped = Nights with { Time = Time with { Skip = [new DateOnly(2026, 11, 8)] } };
        var without = Revise(Written, Nights, skipped, Now);
        Assert.Equal(["9 22-26", "10 22-26"], Shown(without).Take(2));
        Assert.Equal(["8 22-26", "9 22-26"], Shown(Revise(without, skipped, Nights, On(10, 13))).Take(2));

        var earlier = Nights with { Time = Time with { First = new DateOnly(2026, 11, 6) } };
        Assert.Equal(["6 22-26", "7 22-26", "8 22-26"], Shown(Revise(Written, Nights, earlier, Now)).Take(3));
    }

    [Fact]
    public void A_day_of_the_week_that_is_added_is_no_declaration_of_the_past()
    {
        var mondays = Nights with { Time = Time with { Days = [new RecurringDay(null, DayOfWeek.Monday)] } };
        var written = Revise([], null, mondays, On(1, 0));

        // Monday the 9th was, Sunday the 8th was not.
        Assert.Equal(["9 22-26", "10 22-26"], Shown(Revise(written, mondays, Nights, Now)).Take(2));
    }

    [Fact]
    public void A_window_declared_afterwards_reaches_back_and_a_cancelled_one_was_never_there()
    {
        var declared = Revise([], null, Nights, Now);
        Assert.Equal(Written, declared);
        Assert.Empty(Revise(declared, Nights, Nights with { Cancelled = true }, Now));
        Assert.Equal(Written, Revise([], Nights with { Cancelled = true }, Nights, Now));
    }

    [Fact]
    public void A_one_off_takes_place_when_its_instants_say_in_the_past_too()
    {
        var move = new MaintenanceWindow("move", "Move", new OneOff(On(9, 1), On(9, 3)), [], []);
        var moved = move with { Time = new OneOff(On(9, 2), On(9, 5)) };
        var written = Revise([], null, move, Now);

        Assert.Equal(["9 1-3"], Shown(written));
        Assert.Equal(["9 2-5"], Shown(Revise(written, move, moved, Now)));
        Assert.Equal(written, Revise(written, move, null, Now));
        Assert.Equal(Web, Revise(written, move, move, Now, Web).Single().Scope);
    }

    [Fact]
    public void An_id_used_again_takes_nothing_of_its_former_use_away()
    {
        var move = new MaintenanceWindow("move", "Move", new OneOff(On(3, 1), On(3, 3)), [], []);
        var again = move with { Time = new OneOff(On(12, 1), On(12, 3)) };
        var both = Revise(Revise([], null, move, On(2, 0)), null, again, Now);

        Assert.Equal(["3 1-3", "12 1-3"], Shown(both));
        Assert.Equal(both, Revise(both, again, again, On(11, 0)));
    }

    /// <summary>The aggregator writes it out further each day; nothing else may come of it.</summary>
    [Fact]
    public void The_same_definition_again_changes_nothing_but_how_far_it_is_written_out()
    {
        var later = new Window(Reach.From + TimeSpan.FromDays(1), Reach.To + TimeSpan.FromDays(1));
        var again = MaintenanceRevision.Of(Written, Nights, Nights, Pbx, On(10, 23), later);

        Assert.Equal(Written, again.Take(Written.Count));
        Assert.Equal(["20 22-26"], Shown(again.Skip(Written.Count)));
    }

    /// <summary>Whatever is edited, and however often: what is before the edit and was spoken of before and after it, stays.</summary>
    [Fact]
    public void No_edit_of_times_or_days_of_the_week_alters_the_past() =>
        Gen.Select(GenTime.List[1, 6], Gen.Int[1, 40])
            .Sample(
                (times, hours) =>
                {
                    MaintenanceWindow? before = null;
                    IReadOnlyList<MaintenanceStretch> written = [];
                    var at = On(9, 0);
                    foreach (var time in times)
                    {
                        var past = new Window(Instant.MinValue, at);
                        var after = Nights with { Time = time };
                        var revised = Revise(written, before, after, at);
                        if (before is not null)
                            Assert.Equal(Times(written, past), Times(revised, past));

                        var future = new Window(at, Instant.MaxValue);
                        Assert.Equal(
                            Ringback.Model.Sla.Windows.Intersect(
                                MaintenanceOccurrences.Of(time, Reach).Select(each => each.Window),
                                [future]
                            ),
                            Times(revised, future)
                        );
                        (before, written, at) = (after, revised, at + TimeSpan.FromHours(hours));
                    }
                }
            );

    private static IReadOnlyList<Window> Times(IEnumerable<MaintenanceStretch> stretches, Window within) =>
        Ringback.Model.Sla.Windows.Intersect(stretches.Select(stretch => stretch.Window), [within]);

    private static readonly Gen<Recurring> GenTime = Gen.Select(
        Gen.Int[0, 23],
        Gen.Int[1, 60],
        Gen.Int[0, 6],
        (start, hours, weekday) =>
            Time with
            {
                Start = new TimeOnly(start, 0),
                Duration = TimeSpan.FromHours(hours),
                Days =
                [
                    new RecurringDay(null, (DayOfWeek)weekday),
                    new RecurringDay(null, (DayOfWeek)((weekday + 3) % 7)),
                ],
            }
    );

    private static Recurring Time => (Recurring)Nights.Time;

    private static IReadOnlyList<MaintenanceStretch> Revise(
        IReadOnlyList<MaintenanceStretch> stored,
        MaintenanceWindow? before,
        MaintenanceWindow? after,
        Instant at,
        MaintenanceScope? scope = null
    ) => MaintenanceRevision.Of(stored, before, after, scope ?? Pbx, at, Reach);

    /// <summary>Hours from the midnight of the day.</summary>
    private static IEnumerable<string> Shown(IEnumerable<MaintenanceStretch> stretches) =>
        stretches.Select(stretch =>
        {
            var midnight = On(stretch.Day.Day, 0);
            return $"{stretch.Day.Day} {(stretch.Window.From - midnight).TotalHours}-{(stretch.Window.To - midnight).TotalHours}";
        });

    private static Instant On(int day, int hour) =>
        Instant.From(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day - 1).AddHours(hour));
}
