using Ringback.Model;

namespace Ringback.Tests.Unit.Model;

public sealed class InstantTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("2026-11-23T04:55:11.25Z", 1_795_409_711_250_000)]
    [InlineData("2026-11-23T05:55:11.250000+01:00", 1_795_409_711_250_000)]
    [InlineData("1970-01-01T00:00:00.0000019Z", 1)]
    [InlineData("1969-12-31T23:59:59.9999999Z", -1)]
    public void It_reads_RFC_3339_and_cuts_to_whole_microseconds_towards_the_past(string text, long microseconds)
    {
        Assert.True(Instant.TryParse(text, out var instant));
        Assert.Equal(microseconds, instant.Microseconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-11-23T04:55:11")]
    [InlineData("2026-11-23")]
    [InlineData("T+")]
    [InlineData("yesterday")]
    public void A_local_time_is_none(string? text) => Assert.False(Instant.TryParse(text, out _));

    [Fact]
    public void What_it_writes_it_reads_again() =>
        Gen.Long[-60_000_000_000_000_000, 250_000_000_000_000_000]
            .Sample(microseconds =>
            {
                Assert.True(Instant.TryParse(new Instant(microseconds).ToString(), out var read));
                Assert.Equal(microseconds, read.Microseconds);
            });

    [Fact]
    public void Durations_of_less_than_a_microsecond_are_cut()
    {
        Assert.Equal(new Instant(11), new Instant(10) + TimeSpan.FromTicks(19));
        Assert.Equal(new Instant(9), new Instant(10) - TimeSpan.FromTicks(19));
        Assert.Equal(TimeSpan.FromTicks(30), new Instant(13) - new Instant(10));
    }
}
