using System.Collections;
using Ringback.CatalogFiles;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.Tests.Unit.CatalogFiles;

public class CatalogVariablesTests
{
    private static readonly string WithVariables = Catalogs
        .Good.Replace(
            "regions:\n  - { id: prague",
            "variables:\n  PBX: { description: The PBX }\n  PORT: { description: Its port, default: 5060 }\nregions:\n  - { id: prague",
            StringComparison.Ordinal
        )
        .Replace(
            "sip: { host: pbx.example.com }",
            "sip: { host: \"${PBX}\", port: \"${PORT}\" }",
            StringComparison.Ordinal
        );

    [Fact]
    public void A_variable_is_put_in_before_the_value_is_judged()
    {
        var reading = Catalogs.Parse(WithVariables, ("PBX", "a.example"), ("PORT", "5070"), ("OTHER", "x"));

        var check = Assert.IsType<SipCheck>(reading.Catalog!.Targets[0].Check);
        Assert.Equal(("a.example", 5070), (check.Host, check.Port));
        Assert.Equal(["PBX", "PORT"], reading.Variables);
    }

    [Fact]
    public void A_default_stands_in()
    {
        var check = (SipCheck)Catalogs.Parse(WithVariables, ("PBX", "a.example")).Catalog!.Targets[0].Check;

        Assert.Equal(5060, check.Port);
    }

    [Fact]
    public void A_required_one_that_is_not_given_is_one_error_that_says_how_to_give_it()
    {
        var error = Assert.Single(Catalogs.Parse(WithVariables).Errors);

        Assert.Equal(
            "x.yaml:3:3: variables.PBX: the required variable PBX (The PBX) is not given; "
                + "give it with --set PBX=value or the environment variable RINGBACK_VAR_PBX",
            error.ToString()
        );
    }

    [Fact]
    public void A_value_cannot_bring_yaml_or_another_variable_with_it()
    {
        var errors = Catalogs.Parse(WithVariables, ("PBX", "${PORT}, port: 1 }")).Errors;

        Assert.Equal("targets[0].sip.host", Assert.Single(errors).Field);
    }

    [Fact]
    public void An_undeclared_one_is_an_error_with_a_guess()
    {
        var text = WithVariables.Replace("${PORT}", "${PROT}", StringComparison.Ordinal);

        var error = Assert.Single(Catalogs.Parse(text, ("PBX", "a.example")).Errors);

        Assert.Equal("did you mean 'PORT'?", error.Mend);
    }

    [Fact]
    public void Two_dollars_stand_for_the_characters_themselves()
    {
        var text = Catalogs.Good.Replace("name: SIP", "name: \"a $${b} $c\"", StringComparison.Ordinal);

        Assert.Equal("a ${b} $c", Catalogs.Parse(text).Catalog!.Targets[0].Name);
    }

    [Fact]
    public void A_setting_wins_over_the_environment()
    {
        var environment = new Hashtable
        {
            ["RINGBACK_VAR_A"] = "1",
            ["RINGBACK_VAR_B"] = "2",
            ["C"] = "3",
        };
        Assert.True(CatalogVariables.TryParseSetting("B=x=y", out var setting));

        var values = CatalogVariables.From(environment, [setting]);

        Assert.Equal(["A=1", "B=x=y"], values.Select(v => $"{v.Key}={v.Value}").Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("=x")]
    [InlineData("1A=x")]
    public void A_setting_needs_a_name(string text) => Assert.False(CatalogVariables.TryParseSetting(text, out _));
}
