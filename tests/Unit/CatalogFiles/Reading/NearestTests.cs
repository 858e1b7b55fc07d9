using Ringback.CatalogFiles.Reading;

namespace Ringback.Tests.Unit.CatalogFiles.Reading;

public class NearestTests
{
    [Theory]
    [InlineData("intervall", "interval")]
    [InlineData("Interval", "interval")]
    [InlineData("tiemout", "timeout")]
    [InlineData("colour", null)]
    public void A_slip_is_guessed_and_another_word_is_not(string word, string? meant) =>
        Assert.Equal(meant, Nearest.To(word, ["interval", "timeout", "quorum"]));

    [Fact]
    public void Distance_is_symmetric_and_zero_only_for_the_same() =>
        Gen.Select(Gen.String[0, 12], Gen.String[0, 12])
            .Sample(
                (a, b) =>
                {
                    Assert.Equal(Nearest.Distance(a, b), Nearest.Distance(b, a));
                    Assert.Equal(a == b, Nearest.Distance(a, b) == 0);
                }
            );
}
