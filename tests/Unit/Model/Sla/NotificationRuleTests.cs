using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public class NotificationRuleTests
{
    private NotificationFold _fold = NotificationFold.Quiet;

    [Fact]
    public void An_incident_is_told_when_it_opens_worsens_and_ends()
    {
        Assert.Equal(new Notification(true, false, 1), Open(1, 10));
        Assert.False(Turn(IncidentTurn.Amended, 1, 10, null, 11).Notify);
        Assert.True(Turn(IncidentTurn.Worsened, 1, 10, null, 12).Notify);
        Assert.Equal(new Notification(true, false, 1), Close(1, 10, 15));
    }

    [Fact]
    public void One_that_was_over_or_old_when_it_became_known_calls_nobody_and_neither_does_its_end()
    {
        Assert.False(Turn(IncidentTurn.Opened, 1, 10, 12, 13).Notify);
        Assert.False(Turn(IncidentTurn.Ended, 1, 10, 12, 13).Notify);
        Assert.False(Turn(IncidentTurn.Opened, 2, 20, null, 35.1).Notify);
        Assert.False(Turn(IncidentTurn.Ended, 2, 20, 40, 40).Notify);
        Assert.True(Turn(IncidentTurn.Opened, 3, 45, null, 60).Notify);
    }

    [Fact]
    public void A_part_of_a_larger_one_calls_nobody()
    {
        var (fold, notification) = NotificationRule.After(
            _fold,
            IncidentTurn.Opened,
            1,
            new Window(At(10), Instant.MaxValue),
            isPart: true,
            At(10)
        );

        Assert.Equal((NotificationFold.Quiet, false), (fold, notification.Notify));
    }

    [Fact]
    public void One_that_opens_soon_after_the_last_belongs_to_the_same_notification()
    {
        Open(1, 0);
        Close(1, 0, 5);
        Assert.Equal(new Notification(true, false, 1), Open(2, 14));
        Close(2, 14, 15);
        Assert.Equal(new Notification(true, false, 3), Open(3, 25));
    }

    [Fact]
    public void The_fourth_opening_within_an_hour_is_told_as_flapping_and_then_nothing_until_it_is_quiet()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.True(Open(i, 5 * i).Notify);
            Assert.True(Close(i, 5 * i, (5 * i) + 2).Notify);
        }

        Assert.Equal((true, true), Told(Open(3, 20)));
        Assert.Equal((false, true), Told(Close(3, 20, 22)));
        Assert.Equal((false, true), Told(Open(4, 40)));
        Assert.Equal((false, true), Told(Close(4, 40, 41)));

        // More than an hour since the first ones, but never quiet for long enough.
        Assert.Equal((false, true), Told(Open(5, 70)));
        Assert.Equal((false, true), Told(Close(5, 70, 75)));
        Assert.Equal((true, false), Told(Open(6, 105)));
        Assert.Equal((true, false), Told(Close(6, 105, 106)));
    }

    [Fact]
    public void What_came_and_went_is_over_once_it_is_quiet_and_until_then_goes_on_under_what_was_told()
    {
        for (var i = 0; i < 4; i++)
        {
            Open(i, 5 * i);
            Close(i, 5 * i, (5 * i) + 2);
        }

        Assert.False(NotificationRule.IsCalm(_fold, At(46)));
        Assert.Equal(new Notification(false, true, 0), Open(4, 40)); // 23 minutes after the end of the one before
        Assert.False(NotificationRule.IsCalm(_fold, At(71)));
        Close(4, 40, 75);
        Assert.False(NotificationRule.IsCalm(_fold, At(104)));
        Assert.True(NotificationRule.IsCalm(_fold, At(105)));
    }

    [Fact]
    public void In_no_hour_more_than_three_openings_and_two_flappings_are_told()
    {
        Gen.Int[1, 30]
            .List[1, 60]
            .Sample(pauses =>
            {
                var fold = NotificationFold.Quiet;
                var told = new List<Instant>();
                var now = At(0);
                foreach (var (pause, place) in pauses.Select((pause, place) => (pause, place)))
                {
                    now += TimeSpan.FromMinutes(pause);
                    var turn = place % 2 == 0 ? IncidentTurn.Opened : IncidentTurn.Ended;
                    var opened = turn == IncidentTurn.Opened ? now : now - TimeSpan.FromMinutes(pause);
                    var to = turn == IncidentTurn.Opened ? Instant.MaxValue : now;
                    (fold, var notification) = NotificationRule.After(
                        fold,
                        turn,
                        place / 2,
                        new Window(opened, to),
                        false,
                        now
                    );
                    if (turn == IncidentTurn.Opened && notification.Notify)
                        told.Add(now);
                }

                return told.All(at => told.Count(other => other <= at && at - other < TimeSpan.FromHours(1)) <= 5);
            });
    }

    [Fact]
    public void What_was_told_of_one_goes_on_under_the_incident_that_it_was_merged_into()
    {
        Open(2, 10);
        _fold = _fold.Merged(2, 1);

        Assert.Equal(new Notification(true, false, 2), Close(1, 5, 15));
    }

    private static (bool Notify, bool Flapping) Told(Notification notification) =>
        (notification.Notify, notification.Flapping);

    private Notification Open(long incident, double at) => Turn(IncidentTurn.Opened, incident, at, null, at);

    private Notification Close(long incident, double from, double to) =>
        Turn(IncidentTurn.Ended, incident, from, to, to);

    private Notification Turn(IncidentTurn turn, long incident, double from, double? to, double now)
    {
        var window = new Window(At(from), to is { } end ? At(end) : Instant.MaxValue);
        (_fold, var notification) = NotificationRule.After(_fold, turn, incident, window, false, At(now));
        return notification;
    }

    private static Instant At(double minute) => Instant.UnixEpoch + TimeSpan.FromMinutes(minute);
}
