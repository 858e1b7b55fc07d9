using Ringback.Model.Catalogs;

namespace Ringback.Tests.Unit.Model.Catalogs;

public class RecurringDayTests
{
    /// <summary>October 2026 begins on a Thursday.</summary>
    [Theory]
    [InlineData("thu", "1, 8, 15, 22, 29")]
    [InlineData("15", "15")]
    [InlineData("31", "31")]
    [InlineData("last", "31")]
    [InlineData("1st thu", "1")]
    [InlineData("1st wed", "7")]
    [InlineData("2nd wed", "14")]
    [InlineData("4th sat", "24")]
    [InlineData("5th sat", "31")]
    [InlineData("5th sun", "")]
    [InlineData("last sun", "25")]
    [InlineData("last thu", "29")]
    [InlineData("last sat", "31")]
    public void It_means_days_of_a_month(string text, string days)
    {
        Assert.True(RecurringDay.TryParse(text, out var recurring));
        var month = Enumerable.Range(1, 31).Where(day => recurring.Means(new DateOnly(2026, 10, day)));

        Assert.Equal(days, string.Join(", ", month));
        Assert.Equal(text, recurring.ToString());
    }

    [Fact]
    public void Daily_is_every_day()
    {
        Assert.True(RecurringDay.TryParse("daily", out var daily));
        Assert.All(Enumerable.Range(0, 400), day => Assert.True(daily.Means(new DateOnly(2026, 1, 1).AddDays(day))));
        Assert.Equal("daily", daily.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("32")]
    [InlineData("-1")]
    [InlineData("Mon")]
    [InlineData("monday")]
    [InlineData("6th mon")]
    [InlineData("2nd")]
    [InlineData("2nd 15")]
    [InlineData("last last")]
    [InlineData("2nd  mon")]
    [InlineData("mon ")]
    public void What_names_no_days_is_not_read(string? text) => Assert.False(RecurringDay.TryParse(text, out _));
}
