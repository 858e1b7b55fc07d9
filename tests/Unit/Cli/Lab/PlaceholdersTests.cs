using Ringback.Cli.Lab;

namespace Ringback.Tests.Unit.Cli.Lab;

public sealed class PlaceholdersTests
{
    private static readonly Placeholders Placeholders = new(
        new Dictionary<string, string> { ["folder"] = "/tmp/a b", ["port.sip"] = "5060" }
    );

    [Fact]
    public void Every_placeholder_is_filled() =>
        Assert.Equal(
            "listen=5060 5060 $var(x) ${",
            Placeholders.Fill("listen=${port.sip} ${port.sip} $var(x) ${", "x.cfg")
        );

    [Fact]
    public void A_value_with_a_blank_stays_one_word() =>
        Assert.Equal(["run", "-d", "/tmp/a b/data"], Placeholders.FillWords("run  -d ${folder}/data", "server.yaml"));

    [Fact]
    public void An_unknown_name_is_an_error_that_says_where_and_what_there_is()
    {
        var wrong = Assert.Throws<LabException>(() => Placeholders.Fill("${port.spi}", "kamailio.cfg"));

        Assert.Equal("kamailio.cfg: '${port.spi}' is no placeholder; there are folder, port.sip", wrong.Message);
    }
}
