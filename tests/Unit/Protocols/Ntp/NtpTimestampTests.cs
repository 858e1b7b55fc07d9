using Ringback.Protocols.Ntp;

namespace Ringback.Tests.Unit.Protocols.Ntp;

public class NtpTimestampTests
{
    private static readonly DateTimeOffset EraOne = new(2036, 2, 7, 6, 28, 16, TimeSpan.Zero);

    // RFC 5905 figure 4, "Interesting Historic NTP Dates"; the era's end is 2^32 s after 1900.
    [Theory]
    [InlineData(0L, 2_208_988_800u)] // 1970-01-01
    [InlineData(63_072_000L, 2_272_060_800u)] // 1972-01-01
    [InlineData(946_598_400L, 3_155_587_200u)] // 1999-12-31
    [InlineData(2_085_978_495L, 4_294_967_295u)] // 2036-02-07 06:28:15
    [InlineData(2_085_978_496L, 0u)] // the wrap
    [InlineData(-2_208_988_800L, 0u)] // 1900-01-01
    [InlineData(-2_208_988_801L, 4_294_967_295u)] // the era before
    public void Seconds_are_those_of_the_RFC(long unix, uint seconds) =>
        Assert.Equal((ulong)seconds << 32, NtpTimestamp.FromUnixNanoseconds((Int128)unix * 1_000_000_000).Value);

    [Fact]
    public void The_fraction_is_binary_and_rounded()
    {
        Assert.Equal(0x8000_0000ul, NtpTimestamp.FromUnixNanoseconds(500_000_000).Value & 0xFFFF_FFFF);
        Assert.Equal(4ul, NtpTimestamp.FromUnixNanoseconds(1).Value & 0xFFFF_FFFF); // 4.29 units
        Assert.Equal(0xFFFF_FFFCul, NtpTimestamp.FromUnixNanoseconds(-1).Value & 0xFFFF_FFFF);
    }

    [Fact]
    public void Differences_are_right_across_the_wrap_of_2036() =>
        Gen.Select(Gen.Long[-1_000_000_000_000, 1_000_000_000_000], Gen.Long[-1_000_000_000_000, 1_000_000_000_000])
            .Sample(
                (a, b) =>
                {
                    var earlier = At(EraOne.AddTicks(a));
                    var later = At(EraOne.AddTicks(b));

                    Assert.Equal(TimeSpan.FromTicks(b - a), later - earlier);
                }
            );

    [Fact]
    public void Every_point_comes_back_near_its_pivot() =>
        Gen.Select(Gen.Long[0, 100_000_000_000_000_000], Gen.Long[-20_000_000_000_000_000, 20_000_000_000_000_000])
            .Sample(
                (ticks, distance) =>
                {
                    var pivot = new DateTimeOffset(600_000_000_000_000_000 + ticks, TimeSpan.Zero);
                    var point = pivot.AddTicks(distance);

                    Assert.Equal(point, At(point).ToDateTimeOffset(pivot));
                }
            );

    [Fact]
    public void A_point_beyond_the_calendar_is_none()
    {
        var second = TimeSpan.FromSeconds(1).Ticks * 100;
        var first = (Int128)(DateTimeOffset.MinValue.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
        var last = (Int128)(DateTimeOffset.MaxValue.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;

        Assert.Null(NtpTimestamp.FromUnixNanoseconds(first - second).ToDateTimeOffset(DateTimeOffset.MinValue));
        Assert.Null(NtpTimestamp.FromUnixNanoseconds(last + second).ToDateTimeOffset(DateTimeOffset.MaxValue));
    }

    [Theory]
    [InlineData(0x0001_0000u, 10_000_000)]
    [InlineData(0x0000_0001u, 153)] // 15.26 us
    [InlineData(0xFFFF_FFFFu, 655_359_999_847)]
    public void The_short_format_is_seconds_in_65536ths(uint value, long ticks) =>
        Assert.Equal(TimeSpan.FromTicks(ticks), new NtpShort(value).ToTimeSpan());

    [Fact]
    public void Reads_what_is_long_enough()
    {
        Assert.True(NtpTimestamp.TryParse([1, 2, 3, 4, 5, 6, 7, 8, 9], out var timestamp));
        Assert.Equal(0x0102030405060708ul, timestamp.Value);
        Assert.False(NtpTimestamp.TryParse([1, 2, 3, 4, 5, 6, 7], out _));
        Assert.True(NtpShort.TryParse([1, 2, 3, 4], out var duration));
        Assert.Equal(0x01020304u, duration.Value);
        Assert.False(NtpShort.TryParse([1, 2, 3], out _));
    }

    private static NtpTimestamp At(DateTimeOffset time) =>
        NtpTimestamp.FromUnixNanoseconds((Int128)(time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100);
}
