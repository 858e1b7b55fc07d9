using Ringback.CatalogFiles.Checks;

namespace Ringback.Tests.Unit.CatalogFiles.Checks;

public class DialledNumberTests
{
    [Theory]
    [InlineData("112")]
    [InlineData("911")]
    [InlineData("150")]
    [InlineData("155")]
    [InlineData("158")]
    [InlineData("0112")]
    [InlineData("9911")]
    [InlineData("1-1-2")]
    [InlineData("+420112")]
    [InlineData("00420158")]
    [InlineData("112;phone-context=+420")]
    public void Emergency_numbers_are_known_with_what_is_dialled_before_them(string user) =>
        Assert.Equal("an emergency number", DialledNumber.FindDanger(user));

    [Theory]
    [InlineData("900123456")]
    [InlineData("+420906123456")]
    [InlineData("00420909123456")]
    [InlineData("0900123456")]
    [InlineData("+19005551234")]
    public void Premium_numbers_are_known(string user) =>
        Assert.Equal("a premium-rate number", DialledNumber.FindDanger(user));

    [Theory]
    [InlineData("+420212345678")]
    [InlineData("212345678")]
    [InlineData("0049301234567")]
    [InlineData("1234567")]
    public void Numbers_of_the_public_network_are_known(string user) =>
        Assert.Equal("a number of the public network", DialledNumber.FindDanger(user));

    [Theory]
    [InlineData("600")]
    [InlineData("0600")]
    [InlineData("100")]
    [InlineData("123456")]
    [InlineData("*97")]
    [InlineData("echo")]
    [InlineData("echo112")]
    [InlineData("")]
    public void Extensions_are_not(string user) => Assert.Null(DialledNumber.FindDanger(user));
}
