using System.Net;
using Microsoft.Extensions.Time.Testing;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;

namespace Ringback.Tests.Unit.ProbeWorker.Probes;

public class OwnClockTests
{
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(5);

    private readonly OwnClock _clock = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Nobody_knows_before_a_server_has_spoken_and_when_all_words_are_old()
    {
        Assert.Null(_clock.Read(_time));
        Note("a", 0.2);
        Assert.Equal(new ClockReading(TimeSpan.FromSeconds(-0.2), Margin, 1), _clock.Read(_time));
        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Null(_clock.Read(_time));
    }

    [Fact]
    public void One_liar_among_three_moves_nothing()
    {
        Note("a", 0.01);
        Note("b", 3600);
        Note("c", 0.02);

        Assert.Equal(new ClockReading(TimeSpan.FromSeconds(-0.02), Margin, 3), _clock.Read(_time));
    }

    [Fact]
    public void Three_others_vouch_and_the_one_asked_does_not()
    {
        var limit = TimeSpan.FromMilliseconds(100);
        foreach (var server in new[] { "a", "b", "c" })
            Note(server, 0.044);

        Assert.True(_clock.IsVouchedForBy(At("d"), limit, _time));
        Assert.False(_clock.IsVouchedForBy(At("c"), limit, _time));
        Note("c", 0.045); // and its margin: half the limit
        Assert.False(_clock.IsVouchedForBy(At("d"), limit, _time));
    }

    [Theory]
    [InlineData(0.105, false)] // its margin may explain it
    [InlineData(0.106, true)]
    [InlineData(-0.106, true)]
    public void A_skew_is_one_that_no_error_of_the_offset_explains(double offset, bool skewed) =>
        Assert.Equal(skewed, new ClockReading(TimeSpan.FromSeconds(offset), Margin, 1).IsSkewed());

    private void Note(string server, double offset) =>
        _clock.Note(At(server), TimeSpan.FromSeconds(offset), Margin, _time);

    private static DnsEndPoint At(string server) => new(server, 123);
}
