using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Authentication;

namespace Ringback.Tests.Unit.Protocols.Sip.Authentication;

public class SipDigestTests
{
    // RFC 7616 §3.9.1.
    private const string Nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private const string ClientNonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    [Theory]
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void The_example_of_RFC_7616_comes_out(string algorithm, string expected)
    {
        var challenge = Parse(
            $"Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, nonce=\"{Nonce}\", "
                + "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
        );

        var response = SipDigest.ComputeResponse(
            challenge,
            "Mufasa",
            "Circle of Life",
            "GET",
            "/dir/index.html",
            ClientNonce,
            1
        );

        Assert.Equal(expected, response);
    }

    [Fact]
    public void Without_qop_the_old_form_is_answered()
    {
        // RFC 2617 §3.5 gives the parts; the response of the form of RFC 2069 is the erratum's.
        var challenge = Parse("Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"");

        var response = SipDigest.ComputeResponse(challenge, "Mufasa", "CircleOfLife", "GET", "/dir/index.html", "", 1);

        Assert.Equal("1949323746fe6a43ef61f9606e7febea", response);
    }

    [Fact]
    public void Credentials_say_all_that_the_server_needs_to_check_them()
    {
        var challenge = Parse(
            "Digest realm=\"sip.test\", nonce=\"n1\", qop=\"auth\", opaque=\"o1\", algorithm=SHA-256"
        );

        var value = SipDigest.CreateCredentials(challenge, "a\"b", "secret", "INVITE", "sip:echo@pbx", "c1", 2);

        Assert.StartsWith("Digest username=\"a\\\"b\", realm=\"sip.test\", nonce=\"n1\", uri=\"sip:echo@pbx\"", value);
        Assert.EndsWith("algorithm=SHA-256, opaque=\"o1\", qop=auth, cnonce=\"c1\", nc=00000002", value);
        Assert.DoesNotContain("secret", value);
    }

    /// <summary>RFC 7616 §3.9.2 as erratum 4897 mends it: the RFC has what SHA-512 cut to 32 bytes gives.</summary>
    [Fact]
    public void The_example_of_RFC_7616_for_SHA_512_256_comes_out()
    {
        var challenge = Parse(
            "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, "
                + "nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", charset=UTF-8, userhash=true"
        );

        var response = SipDigest.ComputeResponse(
            challenge,
            "J\u00e4s\u00f8n Doe",
            "Secret, or not?",
            "GET",
            "/doe.json",
            "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
            1
        );

        Assert.Equal("3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5", response);
    }

    /// <summary>FIPS 180-4's own examples, and what Python's hashlib gives around the ends of a block.</summary>
    [Theory]
    [InlineData("", 0, "c672b8d1ef56ed28ab87c3622c5114069bdd3ad7b8f9737498d0c01ecef0967a")]
    [InlineData("abc", 1, "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23")]
    [InlineData("a", 111, "0239e429f98d0ed61ee8e2a7c30afe98c1c3a80ce5dff62a107e9c538f7632ce")]
    [InlineData("a", 112, "9216b5303edb66504570bee90e48ea5beaa5e9fe9f760bbd3e0460559fc005f6")]
    [InlineData("a", 128, "b88f97e274f9c1d49f181c8cbd01a9c74930ad055a46ac4499a1d601f1c80bf2")]
    [InlineData("abcdefgh", 1000, "f879015b2be42f331e43b3289464929fe08a9abfae2540fad6c98d87a77560d9")]
    public void SHA_512_256_is_that_of_FIPS_180_4(string text, int times, string expected) =>
        Assert.Equal(expected, SipDigestAlgorithm.Sha512Slash256.Hash(string.Concat(Enumerable.Repeat(text, times))));

    [Fact]
    public void The_challenges_that_can_be_answered_are_told_in_their_order()
    {
        string[] offered =
        [
            "Basic realm=\"x\"",
            "Digest realm=\"a\", nonce=\"1\", algorithm=SHA-512-256, qop=\"auth\"",
            "Digest realm=\"b\", nonce=\"1\", algorithm=SHA-256, qop=\"auth-int\"",
            "Digest realm=\"c\", nonce=\"2\", algorithm=sha-256, qop=\"auth-int,auth\"",
            "Digest realm=\"d\", nonce=\"3\"",
        ];

        Assert.Equal(
            ["SHA-512-256", "SHA-256", "MD5"],
            SipChallenge.ReadAll(offered).Select(challenge => challenge.Algorithm.Token)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("Digest")]
    [InlineData("Digest realm=\"a\"")]
    [InlineData("Digest nonce=\"a\"")]
    [InlineData("Digest realm=\"a\", nonce=\"b")]
    [InlineData("Digest realm=\"a\", realm=\"b\", nonce=\"c\"")]
    [InlineData("Digest realm=\"a\" nonce=\"c\"")]
    [InlineData("Digest realm=\"a\", nonce=\"c\",")]
    public void A_broken_challenge_is_refused(string value) => Assert.False(SipChallenge.TryParse(value, out _));

    [Fact]
    public void Credentials_are_shown_as_scheme_and_realm_only()
    {
        var challenge = Parse("Digest realm=\"sip.test\", nonce=\"n1\", qop=\"auth\"");
        var value = SipDigest.CreateCredentials(challenge, "alice", "secret", "INVITE", "sip:echo@pbx", "c1", 1);

        Assert.Equal(
            "Authorization: Digest realm=\"sip.test\" (removed)",
            SipCredentialRedaction.Show(new SipHeader("authorization", value))
        );
        Assert.Equal(
            "Proxy-Authorization: (removed)",
            SipCredentialRedaction.Show(new SipHeader("Proxy-Authorization", "Basic YWxpY2U6c2VjcmV0"))
        );
        Assert.Equal("Server: x", SipCredentialRedaction.Show(new SipHeader("Server", "x")));
    }

    private static SipChallenge Parse(string value)
    {
        Assert.True(SipChallenge.TryParse(value, out var challenge));
        return challenge;
    }
}
