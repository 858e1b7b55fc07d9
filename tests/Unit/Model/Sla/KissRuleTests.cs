using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public class KissRuleTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Nobody_kissed_nothing_is_held() => Assert.Null(Of());

    [Fact]
    public void RATE_doubles_the_interval_of_all_regions_from_then_on() =>
        Assert.Equal(Hold(at: 5, 2 * Minute), Of(Rate(5)));

    [Fact]
    public void Regions_that_could_not_have_heard_of_it_yet_make_the_same_complaint() =>
        Assert.Equal(Hold(at: 6, 2 * Minute), Of(Rate(6), Rate(5)));

    [Fact]
    public void RATE_in_spite_of_a_hold_doubles_again() => Assert.Equal(Hold(at: 7, 4 * Minute), Of(Rate(5), Rate(7)));

    [Fact]
    public void A_refusal_holds_for_a_day_and_nothing_longer() =>
        Assert.Equal(Hold(at: 9, TimeSpan.FromDays(1)), Of(Rate(5), Refusal(8), Rate(9)));

    private static ServerHold? Of(params Kiss[] kisses) => KissRule.Of("time.test", 123, kisses);

    private static Kiss Rate(int minute) => new(At(minute), IsRefusal: false, Minute);

    private static Kiss Refusal(int minute) => new(At(minute), IsRefusal: true, Minute);

    private static ServerHold Hold(int at, TimeSpan interval) => new("time.test", 123, At(at), interval);

    private static Instant At(int minute) => Instant.UnixEpoch + (minute * Minute);
}
