using System.Net;
using System.Text;
using Ringback.Protocols.Stun;

namespace Ringback.Tests.Unit.Protocols.Stun;

/// <summary>The four vectors of RFC 5769 §2, read and written.</summary>
public class StunRfc5769Tests
{
    private const string Password = "VOkJxbRl1RmTxUk/WvJxBt";

    [Fact]
    public void Reads_the_request_of_section_2_1()
    {
        var message = Parse(Vectors.Rfc5769("2.1-sample-request"));

        Assert.Equal(new StunType(StunMethod.Binding, StunClass.Request), message.Type);
        Assert.Equal("b7e7a701bc34d686fa87dfae", Convert.ToHexStringLower(message.TransactionId));
        Assert.Equal("STUN test client", Text(message, StunAttributeType.Software));
        Assert.Equal("evtj:h6vY", Text(message, StunAttributeType.Username));
        Assert.Equal("6e0001ff", Hex(message, StunAttributeType.Priority));
        Assert.Equal("932ff9b151263b36", Hex(message, StunAttributeType.IceControlled));
        Assert.True(StunIntegrity.VerifySha1(message, StunKeys.ShortTerm(Password)));
        Assert.False(StunIntegrity.VerifySha1(message, StunKeys.ShortTerm(Password + "x")));
        Assert.True(StunFingerprint.Verify(message));
    }

    [Theory]
    [InlineData("2.2-sample-ipv4-response", "192.0.2.1:32853")]
    [InlineData("2.3-sample-ipv6-response", "[2001:db8:1234:5678:11:2233:4455:6677]:32853")]
    public void Reads_the_responses_of_sections_2_2_and_2_3(string name, string mapped)
    {
        var message = Parse(Vectors.Rfc5769(name));

        Assert.Equal(new StunType(StunMethod.Binding, StunClass.Success), message.Type);
        Assert.Equal("test vector", Text(message, StunAttributeType.Software));
        Assert.True(message.TryGet(StunAttributeType.XorMappedAddress, out var value));
        Assert.True(StunAddress.TryParseXor(value, message.TransactionId, out var address));
        Assert.Equal(IPEndPoint.Parse(mapped), address);
        Assert.True(StunIntegrity.VerifySha1(message, StunKeys.ShortTerm(Password)));
        Assert.True(StunFingerprint.Verify(message));
    }

    [Fact]
    public void Reads_the_long_term_request_of_section_2_4()
    {
        var message = Parse(Vectors.Rfc5769("2.4-sample-long-term-auth-request"));
        var username = Text(message, StunAttributeType.Username);
        var realm = Text(message, StunAttributeType.Realm);

        Assert.Equal("\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9", username);
        Assert.Equal("example.org", realm);
        Assert.Equal("f//499k954d6OL34oL9FSTvy64sA", Text(message, StunAttributeType.Nonce));
        Assert.True(
            StunIntegrity.VerifySha1(
                message,
                StunKeys.LongTerm(StunPasswordAlgorithm.Md5, username, realm, "TheMatrIX")
            )
        );
        Assert.False(StunFingerprint.Verify(message));
    }

    [Fact]
    public void Writes_the_long_term_request_byte_by_byte()
    {
        var expected = Vectors.Rfc5769("2.4-sample-long-term-auth-request");
        var challenge = new StunChallenge("example.org", "f//499k954d6OL34oL9FSTvy64sA"u8.ToArray(), null);
        Assert.True(OpaqueString.TryPrepare("\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9", out var username));
        Assert.True(StunCredential.TryCreate(challenge, username, "TheMatrIX", out var credential));

        // The vector has the nonce before the realm; the credential writes the realm first.
        var request = new StunMessageWriter(StunMethod.Binding, StunClass.Request, expected.AsSpan(8, 12))
            .Add(StunAttributeType.Username, Encoding.UTF8.GetBytes(username))
            .Add(StunAttributeType.Nonce, challenge.Nonce)
            .Add(StunAttributeType.Realm, "example.org"u8)
            .AddIntegrity(StunKeys.LongTerm(StunPasswordAlgorithm.Md5, username, challenge.Realm, "TheMatrIX"));
        Assert.Equal(Convert.ToHexStringLower(expected), Convert.ToHexStringLower(request.Bytes));

        var signed = credential!.Sign(new StunMessageWriter(StunMethod.Binding, StunClass.Request, new byte[12]));
        Assert.Equal(expected.Length, signed.Bytes.Length);
        Assert.True(credential.Verify(Parse(signed.ToArray())));
    }

    [Fact]
    public void Writes_the_IPv4_response_but_for_its_padding()
    {
        var expected = Vectors.Rfc5769("2.2-sample-ipv4-response");
        var transaction = expected.AsSpan(8, 12).ToArray();
        var written = new StunMessageWriter(StunMethod.Binding, StunClass.Success, transaction)
            .Add(StunAttributeType.Software, "test vector"u8)
            .Add(
                StunAttributeType.XorMappedAddress,
                StunAddress.WriteXor(IPEndPoint.Parse("192.0.2.1:32853"), transaction)
            )
            .AddIntegrity(StunKeys.ShortTerm(Password))
            .AddFingerprint()
            .ToArray();

        // The vector pads SOFTWARE with 0x20 at byte 35, we with zero; so hashes differ, and nothing else does.
        Assert.Equal(expected.Length, written.Length);
        Assert.Equal(expected[..35], written[..35]);
        Assert.Equal(expected[36..52], written[36..52]);
        Assert.True(StunIntegrity.VerifySha1(Parse(written), StunKeys.ShortTerm(Password)));
        Assert.True(StunFingerprint.Verify(Parse(written)));
    }

    private static StunMessage Parse(byte[] datagram)
    {
        Assert.True(StunMessage.TryParse(datagram, out var message));
        return message;
    }

    private static string Text(in StunMessage message, StunAttributeType type)
    {
        Assert.True(message.TryGet(type, out var value));
        return Encoding.UTF8.GetString(value);
    }

    private static string Hex(in StunMessage message, StunAttributeType type)
    {
        Assert.True(message.TryGet(type, out var value));
        return Convert.ToHexStringLower(value);
    }
}
