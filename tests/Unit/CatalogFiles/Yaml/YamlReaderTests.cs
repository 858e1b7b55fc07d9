namespace Ringback.Tests.Unit.CatalogFiles.Yaml;

public class YamlReaderTests
{
    [Theory]
    [InlineData("", "1:1", "the file is empty")]
    [InlineData("# nothing\n", "1:1", "the file is empty")]
    [InlineData("just words", "1:1", "is no map")]
    [InlineData("- a\n- b\n", "1:1", "is a list")]
    [InlineData("version: 1\n---\nversion: 1\n", "2:1", "a second document begins")]
    [InlineData("version: &v 1\n", "1:10", "uses an anchor or an alias")]
    [InlineData("version: *v\n", "1:10", "uses an anchor or an alias")]
    [InlineData("version: !!int 1\n", "1:10", "uses a YAML tag")]
    [InlineData("? [a, b]\n: 1\n", "1:3", "a list or map stands where a key belongs")]
    [InlineData("version: 'x\n", "1:10", "is no YAML")]
    [InlineData("version: \"\\UFFFFFFFF\"\n", "1:21", "is no YAML")]
    public void What_is_no_catalog_is_told_where(string text, string place, string problem)
    {
        var error = Catalogs.Parse(text).Errors[0];

        Assert.Equal(
            (place, true),
            ($"{error.Line}:{error.Column}", error.Problem.StartsWith(problem, StringComparison.Ordinal))
        );
    }

    [Fact]
    public void A_tab_is_named_in_its_own_line()
    {
        var error = Assert.Single(Catalogs.Parse("version: 1\nregions:\n\t- { id: a }\n").Errors);

        Assert.Equal((3, "indent with spaces, never with tabs"), (error.Line, error.Mend));
    }

    /// <summary>Each of these is a trap for a parser that recurses, expands or looks back.</summary>
    [Theory]
    [InlineData("[", 1_000_000)]
    [InlineData("{a: ", 500_000)]
    [InlineData("- ", 1_000_000)]
    [InlineData("? ", 1_000_000)]
    [InlineData("- a\n", 600_000)]
    [InlineData("a", 4_000_000)]
    [InlineData("\n", 4_000_000)]
    [InlineData("\"", 1_000_000)]
    [InlineData("- &a [*a]\n", 100_000)]
    [InlineData("${a} ", 500_000)]
    [InlineData("k: v\n", 200_000)]
    public void A_bomb_ends_in_an_error(string part, int times)
    {
        var text = string.Concat(Enumerable.Repeat(part, times));

        Assert.NotEmpty(Catalogs.Parse(text).Errors);
    }

    [Fact]
    public void Thousands_of_errors_are_bounded_and_counted()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"key{i}: {i}\n"));

        var errors = Catalogs.Parse(text).Errors;

        Assert.Equal(501, errors.Count);
        Assert.Matches("^there are [0-9]+ more errors$", errors[^1].Problem);
    }
}
