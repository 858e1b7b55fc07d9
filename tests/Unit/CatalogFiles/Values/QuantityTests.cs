using Ringback.CatalogFiles.Values;

namespace Ringback.Tests.Unit.CatalogFiles.Values;

public class QuantityTests
{
    [Theory]
    [InlineData("30s", 30_000_000)]
    [InlineData("1m30s", 90_000_000)]
    [InlineData("250ms", 250_000)]
    [InlineData("1.5s", 1_500_000)]
    [InlineData("14d", 14L * 86_400_000_000)]
    [InlineData("1w1d", 8L * 86_400_000_000)]
    [InlineData("5us", 5)]
    [InlineData("0s", 0)]
    public void A_duration_is_read_exactly(string text, long microseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMicroseconds(microseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("30s1m")]
    [InlineData("1s1s")]
    [InlineData("1 s")]
    [InlineData("1.s")]
    [InlineData(".5s")]
    [InlineData("1.2.3s")]
    [InlineData("0.1us")]
    [InlineData("1S")]
    [InlineData("1y")]
    [InlineData("99999999d")]
    [InlineData("9999999999999s")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Fact]
    public void A_duration_comes_back_from_its_own_text() =>
        Gen.Long[0, 10_000L * 86_400_000]
            .Sample(milliseconds =>
            {
                var duration = TimeSpan.FromMilliseconds(milliseconds);
                Assert.True(
                    DurationText.TryParse(DurationText.Of(duration), out var back) || milliseconds > 99_999_999_999
                );
                Assert.True(back == duration || milliseconds > 99_999_999_999);
            });

    [Theory]
    [InlineData("600kbit/s", 600_000)]
    [InlineData("1.2Mbit/s", 1_200_000)]
    [InlineData("80000bit/s", 80_000)]
    [InlineData("0.5Gbit/s", 500_000_000)]
    public void A_rate_is_read_exactly(string text, long bitsPerSecond)
    {
        Assert.True(RateText.TryParse(text, out var rate));
        Assert.Equal(bitsPerSecond, rate);
    }

    [Theory]
    [InlineData("")]
    [InlineData("600")]
    [InlineData("600 kbit/s")]
    [InlineData("600kbps")]
    [InlineData("600Kbit/s")]
    [InlineData("600kB/s")]
    [InlineData("-1kbit/s")]
    [InlineData("kbit/s")]
    [InlineData("9999999999999kbit/s")]
    public void What_is_no_rate_is_refused(string text) => Assert.False(RateText.TryParse(text, out _));

    [Theory]
    [InlineData("1%", 0.01)]
    [InlineData("99.95%", 0.9995)]
    [InlineData("0.01", 0.01)]
    [InlineData("100%", 1.0)]
    [InlineData("0", 0.0)]
    public void A_ratio_is_read_exactly(string text, double ratio)
    {
        Assert.True(RatioText.TryParse(text, out var read));
        Assert.Equal((decimal)ratio, read);
    }

    [Theory]
    [InlineData("101%")]
    [InlineData("1.01")]
    [InlineData("-1%")]
    [InlineData("%")]
    [InlineData("1%%")]
    public void What_is_no_ratio_is_refused(string text) => Assert.False(RatioText.TryParse(text, out _));

    [Theory]
    [InlineData("pbx.example.com", true)]
    [InlineData("localhost", true)]
    [InlineData("192.0.2.7", true)]
    [InlineData("2001:db8::7", true)]
    [InlineData("[2001:db8::7]", false)]
    [InlineData("pbx.example.com:5060", false)]
    [InlineData("https://pbx", false)]
    [InlineData("192.0.2.256", false)]
    [InlineData("192.0.2", false)]
    [InlineData("-a.example", false)]
    [InlineData("a..b", false)]
    [InlineData("", false)]
    public void A_host_is_a_name_or_an_address(string text, bool valid) => Assert.Equal(valid, HostText.IsHost(text));
}
