using Ringback.Model.Catalogs;

namespace Ringback.Tests.Unit.Model.Catalogs;

public sealed class HoursOfDayTests
{
    [Theory]
    [InlineData("07:00-19:00", 420, 1140)]
    [InlineData("00:00-24:00", 0, 1440)]
    [InlineData("23:59-24:00", 1439, 1440)]
    public void Hours_are_minutes_of_the_day_and_are_written_as_they_are_read(string text, int from, int to)
    {
        Assert.True(HoursOfDay.TryParse(text, out var hours));

        Assert.Equal(new HoursOfDay(from, to), hours);
        Assert.Equal(text, hours.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("07:00-07:00")]
    [InlineData("19:00-07:00")]
    [InlineData("07:60-19:00")]
    [InlineData("07:00-24:01")]
    [InlineData("07:00 19:00")]
    [InlineData("07.00-19.00")]
    [InlineData("+7:00-19:00")]
    [InlineData("7:00-19:00")]
    public void What_is_no_stretch_of_one_day_is_not_read(string? text) =>
        Assert.False(HoursOfDay.TryParse(text, out _));

    [Theory]
    [InlineData("12:00-13:00", false)] // touching
    [InlineData("06:00-07:00", false)]
    [InlineData("11:59-13:00", true)]
    [InlineData("06:00-07:01", true)]
    [InlineData("08:00-09:00", true)]
    public void Hours_that_touch_do_not_overlap(string other, bool overlaps)
    {
        Assert.True(HoursOfDay.TryParse("07:00-12:00", out var hours));
        Assert.True(HoursOfDay.TryParse(other, out var others));

        Assert.Equal(overlaps, hours.Overlaps(others));
        Assert.Equal(overlaps, others.Overlaps(hours));
    }
}
