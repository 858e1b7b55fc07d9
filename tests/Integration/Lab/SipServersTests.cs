using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Ringback.Tests.Integration.Lab;

public sealed partial class SipServersTests(LabFixture lab)
{
    private const string Domain = "lab.test";

    [Fact]
    public async Task The_proxy_answers_options()
    {
        using var proxy = await ProxyAsync();

        var answer = await proxy.AskAsync(Text(proxy).Request("OPTIONS", $"sip:{Domain}", 1));

        Assert.StartsWith("SIP/2.0 200 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_registrar_challenges_and_takes_the_right_password_only()
    {
        using var proxy = await ProxyAsync();
        var text = Text(proxy);
        var challenge = await proxy.AskAsync(text.Request("REGISTER", $"sip:{Domain}", 1));
        Assert.StartsWith("SIP/2.0 401 ", challenge, StringComparison.Ordinal);
        var nonce = Nonce().Match(SipText.Header(challenge, "WWW-Authenticate")).Groups[1].Value;

        var wrong = await proxy.AskAsync(text.Request("REGISTER", $"sip:{Domain}", 2, Authorization(nonce, "wrong")));
        var right = await proxy.AskAsync(
            text.Request("REGISTER", $"sip:{Domain}", 3, Authorization(nonce, lab.Variables["LAB_SIP_PASSWORD"]))
        );

        Assert.StartsWith("SIP/2.0 401 ", wrong, StringComparison.Ordinal);
        Assert.StartsWith("SIP/2.0 200 ", right, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status-486", "486")]
    [InlineData("status-503", "503")]
    [InlineData("auth-echo", "407")]
    [InlineData("nobody", "404")]
    public async Task The_proxy_refuses_a_call_as_its_user_part_asks(string user, string status)
    {
        using var proxy = await ProxyAsync();

        var answer = await proxy.AskAsync(Text(proxy).Request("INVITE", $"sip:{user}@{Domain}", 1));

        Assert.StartsWith($"SIP/2.0 {status} ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_through_the_proxy_is_answered_and_its_rtp_comes_back_unchanged()
    {
        using var proxy = await ProxyAsync();
        var text = Text(proxy);
        await proxy.SendAsync(Encoding.UTF8.GetBytes(text.Request("INVITE", $"sip:echo@{Domain}", 1, "", Offer)));
        var answer = await proxy.ReceiveTextAsync();
        while (answer.StartsWith("SIP/2.0 1", StringComparison.Ordinal))
            answer = await proxy.ReceiveTextAsync();
        Assert.StartsWith("SIP/2.0 200 ", answer, StringComparison.Ordinal);
        var route = $"Route: {SipText.Header(answer, "Record-Route")}\r\n";
        var contact = SipText.Header(answer, "Contact").Trim('<', '>');
        var to = SipText.Header(answer, "To");
        await proxy.SendAsync(Encoding.UTF8.GetBytes(text.Request("ACK", contact, 1, route, to: to)));

        using UdpPeer media = new(int.Parse(MediaPort().Match(answer).Groups[1].Value, CultureInfo.InvariantCulture));
        byte[] packet = [0x80, 8, 0, 7, 0, 0, 0, 160, 1, 2, 3, 4, .. new byte[160]];
        Assert.Equal(packet, await media.AskAsync(packet));

        string bye;
        await proxy.SendAsync(Encoding.UTF8.GetBytes(text.Request("BYE", contact, 2, route, to: to)));
        do bye = await proxy.ReceiveTextAsync();
        while (SipText.Header(bye, "CSeq") != "2 BYE");
        Assert.StartsWith("SIP/2.0 200 ", bye, StringComparison.Ordinal);
    }

    private const string Offer =
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n";

    private async Task<UdpPeer> ProxyAsync() =>
        new(int.Parse(await lab.VariableAsync("kamailio", "LAB_SIP_PORT"), CultureInfo.InvariantCulture));

    private static SipText Text(UdpPeer peer) => new(peer, Domain, $"{Guid.NewGuid():N}");

    /// <summary>RFC 2617 with <c>qop=auth</c>.</summary>
    private static string Authorization(string nonce, string password)
    {
        var secret = Md5($"alice:{Domain}:{password}");
        var response = Md5($"{secret}:{nonce}:00000001:c0ffee:auth:{Md5($"REGISTER:sip:{Domain}")}");
        return $"Authorization: Digest username=\"alice\", realm=\"{Domain}\", nonce=\"{nonce}\", uri=\"sip:{Domain}\", "
            + $"response=\"{response}\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c0ffee\"\r\n";
    }

#pragma warning disable CA5351 // the digest of SIP is MD5
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    [GeneratedRegex("nonce=\"([^\"]+)\"")]
    private static partial Regex Nonce();

    [GeneratedRegex(@"m=audio (\d+) ")]
    private static partial Regex MediaPort();
}
