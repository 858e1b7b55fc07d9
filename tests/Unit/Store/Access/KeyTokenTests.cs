using Ringback.Store.Access;

namespace Ringback.Tests.Unit.Store.Access;

public class KeyTokenTests
{
    [Fact]
    public void A_token_is_read_as_it_was_revealed_and_never_tells_its_secret_otherwise()
    {
        var token = KeyToken.New();

        Assert.True(KeyToken.TryParse(token.Reveal(), out var read));
        Assert.Equal(token.Id, read!.Id);
        Assert.Equal(token.Hash(), read.Hash());
        Assert.Equal($"rbk_{token.Id}", $"{token}");
    }

    [Fact]
    public void No_two_are_alike_and_one_for_a_known_key_has_its_id()
    {
        Assert.Distinct(Enumerable.Range(0, 1_000).Select(_ => KeyToken.New().Reveal()));
        Assert.Equal("0123456789ab", KeyToken.New("0123456789ab").Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rbk_")]
    [InlineData("RBK_0123456789ab_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("rbk_0123456789ab-0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("rbk_0123456789AB_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("rbk_0123456789ab_000000000000000000000000000000000000000000000000000000000000000g")]
    [InlineData("rbk_0123456789ab_00000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("rbk_０123456789ab_000000000000000000000000000000000000000000000000000000000000000")]
    public void What_is_no_token_is_not_read(string text) => Assert.False(KeyToken.TryParse(text, out _));
}
