using Ringback.Cli;
using Ringback.Cli.Commands;
using Ringback.Tests.Unit.CatalogFiles;

namespace Ringback.Tests.Unit.Cli.Commands;

public sealed class CatalogCommandTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"ringback-{Guid.NewGuid():N}.yaml");
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_good_catalog_is_summed_up()
    {
        Assert.Equal(0, Validate(Catalogs.Good));
        Assert.Equal(
            $"{_file}: 2 regions, 1 components, 2 targets (rtp 1, sip 1), 1 objectives, 1 maintenance windows\n",
            _output.ToString()
        );
        Assert.Equal("", _errors.ToString());
    }

    [Fact]
    public void A_bad_one_gives_every_error_a_line_and_exit_code_2()
    {
        var bad = Catalogs.Good.Replace("version: 1", "version: 2\ncolour: red", StringComparison.Ordinal);

        Assert.Equal(2, Validate(bad));
        var lines = _errors.ToString().TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith($"{_file}:1:10: version: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{_file}:2:1: colour: ", lines[1], StringComparison.Ordinal);
        Assert.Equal("2 errors", lines[2]);
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public void A_setting_that_the_catalog_does_not_declare_is_an_error()
    {
        Assert.Equal(2, Validate(Catalogs.Good, "TYPO=x"));
        Assert.Contains("--set TYPO", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_without_a_name_is_bad_usage() =>
        Assert.Equal(2, Assert.Throws<CommandException>(() => Validate(Catalogs.Good, "=x")).ExitCode);

    private int Validate(string text, params string[] sets)
    {
        File.WriteAllText(_file, text);
        return CatalogCommand.Validate(_file, sets, _output, _errors);
    }
}
