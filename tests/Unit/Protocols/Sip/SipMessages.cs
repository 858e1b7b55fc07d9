using System.Text;
using Ringback.Protocols.Sip;

namespace Ringback.Tests.Unit.Protocols.Sip;

/// <summary>Messages as text, for the tests.</summary>
internal static class SipMessages
{
    public const string Options = """
        OPTIONS sip:pbx.example.com SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKa1
        Max-Forwards: 70
        From: <sip:probe@192.0.2.1>;tag=f1
        To: <sip:pbx.example.com>
        Call-ID: c1@192.0.2.1
        CSeq: 1 OPTIONS
        Content-Length: 0


        """;

    public const string Ok = """
        SIP/2.0 200 OK
        Via: SIP/2.0/UDP 192.0.2.1:5060;rport=5060;received=192.0.2.9;branch=z9hG4bKa1
        From: <sip:probe@192.0.2.1>;tag=f1
        To: <sip:pbx.example.com>;tag=t1
        Call-ID: c1@192.0.2.1
        CSeq: 1 OPTIONS
        Content-Length: 0


        """;

    /// <summary>The bytes of a text whose lines end as those of this source file do.</summary>
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    public static SipMessage Parse(string text) => Parse(Bytes(text));

    public static SipMessage Parse(byte[] bytes)
    {
        Assert.True(SipMessage.TryParse(bytes, out var message, out var fault), $"{fault}");
        return message!;
    }

    public static SipRequest Request(string text) => Assert.IsType<SipRequest>(Parse(text));

    public static SipResponse Response(string text) => Assert.IsType<SipResponse>(Parse(text));

    public static void AssertSame(SipMessage expected, SipMessage actual)
    {
        Assert.Equal(expected.GetType(), actual.GetType());
        Assert.Equal(expected.StartLine, actual.StartLine);
        Assert.Equal(expected.Headers, actual.Headers);
        Assert.Equal(expected.Body.ToArray(), actual.Body.ToArray());
    }
}
