using Ringback.Model.Catalogs;

namespace Ringback.Tests.Unit.Model.Catalogs;

public sealed class QuorumTests
{
    [Theory]
    [InlineData("majority", new[] { 1, 1, 2, 2, 3, 3 })]
    [InlineData("any", new[] { 1, 1, 1, 1, 1, 1 })]
    [InlineData("all", new[] { 1, 1, 2, 3, 4, 5 })]
    [InlineData("2", new[] { 1, 1, 2, 2, 2, 2 })]
    public void The_threshold_follows_the_number_of_regions(string text, int[] thresholds)
    {
        Assert.True(Quorum.TryParse(text, out var quorum));
        Assert.Equal(thresholds, Enumerable.Range(0, 6).Select(quorum.Threshold));
        Assert.Equal(text, quorum.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData(" 2")]
    [InlineData("Majority")]
    [InlineData("most")]
    public void Anything_else_is_none(string? text) => Assert.False(Quorum.TryParse(text, out _));
}
