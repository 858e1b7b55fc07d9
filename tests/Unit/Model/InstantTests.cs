using System.Globalization;
using System.Text.Json;
using Ringback.Model;

namespace Ringback.Tests.Unit.Model;

public sealed class InstantTests
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new InstantJsonConverter() } };

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

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999Z")]
    [InlineData(1_795_409_711_250_000, "2026-11-23T04:55:11.25Z")]
    [InlineData(1_795_409_711_000_010, "2026-11-23T04:55:11.00001Z")]
    public void It_is_written_with_a_fraction_only_as_long_as_it_is_not_zero(long microseconds, string text) =>
        Assert.Equal(text, new Instant(microseconds).ToString());

    [Fact]
    public void JSON_holds_the_same_text_and_reads_as_much_of_RFC_3339() =>
        Gen.Select(Gen.Long[-60_000_000_000_000_000, 250_000_000_000_000_000], Gen.Int[0, 9])
            .Sample(
                (microseconds, digits) =>
                {
                    var instant = new Instant(microseconds);
                    Assert.Equal($"\"{instant}\"", JsonSerializer.Serialize(instant, Json));

                    var text = instant
                        .ToDateTimeOffset()
                        .ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
                    var fraction = digits == 0 ? "" : "." + "123456789"[..digits];
                    var isRead = Instant.TryParse($"{text}{fraction}Z", out var expected);
                    Assert.True(isRead);
                    Assert.Equal(expected, JsonSerializer.Deserialize<Instant>($"\"{text}{fraction}Z\"", Json));
                }
            );

    [Theory]
    [InlineData("2026-11-23T04:55:11")]
    [InlineData("2026-13-23T04:55:11Z")]
    [InlineData("2026-02-29T04:55:11Z")]
    [InlineData("2026-02-28T24:00:01Z")]
    [InlineData("2026-02-28T23:60:00Z")]
    [InlineData("0000-02-28T23:00:00Z")]
    [InlineData("+026-02-28T23:00:00Z")]
    [InlineData("2026-02-28 23:00:00.Z")]
    [InlineData("Z")]
    public void JSON_of_no_instant_is_refused(string text) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Instant>($"\"{text}\"", Json));

    [Fact]
    public void Durations_of_less_than_a_microsecond_are_cut()
    {
        Assert.Equal(new Instant(11), new Instant(10) + TimeSpan.FromTicks(19));
        Assert.Equal(new Instant(9), new Instant(10) - TimeSpan.FromTicks(19));
        Assert.Equal(TimeSpan.FromTicks(30), new Instant(13) - new Instant(10));
    }
}
