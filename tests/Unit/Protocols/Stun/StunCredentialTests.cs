using System.Security.Cryptography;
using System.Text;
using Ringback.Protocols.Stun;

namespace Ringback.Tests.Unit.Protocols.Stun;

public class StunCredentialTests
{
    // Cookie, then 24 bits of features in base64: gAAA = password algorithms, QAAA = username anonymity, wAAA = both.
    private const string PlainNonce = "f//499k954d6OL34oL9FSTvy64sA";
    private const string AlgorithmsNonce = "obMatJos2gAAArest";
    private const string AnonymityNonce = "obMatJos2QAAArest";

    // printf 'alice:turn.test:secret' | md5sum
    private const string Md5OfAlice = "f7b4da6e7157ab9c1e1df73645503d0d";

    private static readonly byte[] Both = [0, 2, 0, 0, 0, 1, 0, 0];

    [Theory]
    [InlineData(PlainNonce, false, false)]
    [InlineData(AlgorithmsNonce, true, false)]
    [InlineData(AnonymityNonce, false, true)]
    [InlineData("obMatJos2wAAA", true, true)]
    [InlineData("obMatJos2AAAA", false, false)]
    [InlineData("obMatJos2wAA", false, false)] // cut short
    [InlineData("obMatJos2w=AA", false, false)] // no base64
    [InlineData("xobMatJos2wAAA", false, false)] // not at the start
    public void The_nonce_tells_what_its_server_can(string nonce, bool algorithms, bool anonymity)
    {
        Assert.Equal(algorithms, StunNonce.OffersPasswordAlgorithms(Encoding.ASCII.GetBytes(nonce)));
        Assert.Equal(anonymity, StunNonce.OffersUsernameAnonymity(Encoding.ASCII.GetBytes(nonce)));
    }

    [Fact]
    public void Without_a_list_the_key_is_MD5_and_the_integrity_SHA_1()
    {
        var signed = Sign(new StunChallenge("turn.test", Encoding.ASCII.GetBytes(PlainNonce), null));

        Assert.True(signed.TryGet(StunAttributeType.Username, out var username));
        Assert.Equal("alice"u8, username);
        Assert.True(StunIntegrity.VerifySha1(signed, Convert.FromHexString(Md5OfAlice)));
        Assert.False(signed.TryGet(StunAttributeType.PasswordAlgorithm, out _));
    }

    [Fact]
    public void The_first_known_algorithm_of_the_list_is_taken_and_the_list_is_sent_back()
    {
        var signed = Sign(new StunChallenge("turn.test", Encoding.ASCII.GetBytes(AlgorithmsNonce), Both));

        Assert.True(signed.TryGet(StunAttributeType.PasswordAlgorithms, out var list));
        Assert.Equal(Both, list);
        Assert.True(signed.TryGet(StunAttributeType.PasswordAlgorithm, out var chosen));
        Assert.Equal(new byte[] { 0, 2, 0, 0 }, chosen);
        Assert.True(StunIntegrity.VerifySha256(signed, SHA256.HashData("alice:turn.test:secret"u8)));
        Assert.False(signed.TryGet(StunAttributeType.MessageIntegrity, out _));
    }

    [Fact]
    public void A_server_that_wants_anonymity_gets_the_hash_of_the_user_name()
    {
        var signed = Sign(new StunChallenge("turn.test", Encoding.ASCII.GetBytes(AnonymityNonce), null));

        Assert.False(signed.TryGet(StunAttributeType.Username, out _));
        Assert.True(signed.TryGet(StunAttributeType.UserHash, out var hash));
        Assert.Equal(SHA256.HashData("alice:turn.test"u8), hash);
    }

    [Theory]
    [InlineData(AlgorithmsNonce, null)] // the nonce offers algorithms, the list was taken out
    [InlineData(PlainNonce, "00030000")] // only unknown ones
    [InlineData(PlainNonce, "00020004")] // parameters past the end
    [InlineData(PlainNonce, "000200")] // cut short
    [InlineData(PlainNonce, "0002000400000000")] // parameters that nobody defined
    [InlineData(PlainNonce, "")]
    public void Does_not_go_on_after_a_challenge_that_was_talked_down_or_offers_nothing(string nonce, string? list)
    {
        var challenge = new StunChallenge(
            "turn.test",
            Encoding.ASCII.GetBytes(nonce),
            list is null ? null : Convert.FromHexString(list)
        );

        Assert.False(StunCredential.TryCreate(challenge, "alice", "secret", out _));
    }

    [Fact]
    public void An_unknown_algorithm_before_a_known_one_is_passed_over()
    {
        Assert.True(StunPasswordAlgorithms.TryChoose([0, 9, 0, 1, 5, 0, 0, 0, 0, 1, 0, 0], out var chosen));
        Assert.Equal(StunPasswordAlgorithm.Md5, chosen);
    }

    [Fact]
    public void Only_a_response_of_the_agreed_strength_verifies()
    {
        var challenge = new StunChallenge("turn.test", Encoding.ASCII.GetBytes(AlgorithmsNonce), Both);
        Assert.True(StunCredential.TryCreate(challenge, "alice", "secret", out var credential));
        var key = SHA256.HashData("alice:turn.test:secret"u8);

        Assert.False(credential!.Verify(Parse(Response())));
        Assert.False(credential.Verify(Parse(Response().AddIntegrity(key))));
        Assert.True(credential.Verify(Parse(Response().AddIntegritySha256(key))));
    }

    [Fact]
    public void Reads_a_challenge_and_rejects_one_without_realm_or_nonce()
    {
        var whole = Response().Add(StunAttributeType.Realm, "r"u8).Add(StunAttributeType.Nonce, "n"u8);
        Assert.True(StunChallenge.TryRead(Parse(whole), out var challenge));
        Assert.Equal("r", challenge.Realm);
        Assert.Equal("n"u8, challenge.Nonce);
        Assert.Null(challenge.PasswordAlgorithms);

        var noRealm = Response().Add(StunAttributeType.Nonce, "n"u8);
        var emptyRealm = Response().Add(StunAttributeType.Realm, []).Add(StunAttributeType.Nonce, "n"u8);
        var longNonce = Response().Add(StunAttributeType.Realm, "r"u8).Add(StunAttributeType.Nonce, new byte[764]);
        var noText = Response().Add(StunAttributeType.Realm, [0xFF]).Add(StunAttributeType.Nonce, "n"u8);
        Assert.False(StunChallenge.TryRead(Parse(noRealm), out _));
        Assert.False(StunChallenge.TryRead(Parse(emptyRealm), out _));
        Assert.False(StunChallenge.TryRead(Parse(longNonce), out _));
        Assert.False(StunChallenge.TryRead(Parse(noText), out _));
    }

    private static StunMessage Sign(StunChallenge challenge)
    {
        Assert.True(StunCredential.TryCreate(challenge, "alice", "secret", out var credential));
        return Parse(credential!.Sign(new StunMessageWriter(StunMethod.Allocate, StunClass.Request, new byte[12])));
    }

    private static StunMessageWriter Response() => new(StunMethod.Allocate, StunClass.Error, new byte[12]);

    private static StunMessage Parse(StunMessageWriter writer)
    {
        Assert.True(StunMessage.TryParse(writer.ToArray(), out var message));
        return message;
    }
}
