using System.Globalization;
using System.Text.Json;
using Ringback.Protocols.Sip;

namespace Ringback.Tests.Unit.Protocols.Sip;

/// <summary>What becomes of each torture message of RFC 4475, and on which layer.</summary>
public class Rfc4475Tests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Protocols/Sip/vectors/rfc4475");

    private static readonly Dictionary<string, string> Verdicts = new()
    {
        // 3.1.1: valid messages.
        ["wsinv"] = "accepted",
        ["intmeth"] = "accepted",
        ["esc01"] = "accepted",
        ["escnull"] = "accepted",
        ["esc02"] = "accepted",
        ["lwsdisp"] = "accepted",
        ["longreq"] = "accepted",
        ["dblreq"] = "accepted",
        ["semiuri"] = "accepted",
        ["transports"] = "accepted",
        ["mpart01"] = "accepted",
        ["unreason"] = "accepted",
        ["noreason"] = "accepted",

        // 3.1.2: invalid messages.
        ["badinv01"] = "parser: HeaderValue Via",
        ["clerr"] = "parser: Truncated",
        ["ncl"] = "parser: ContentLength Content-Length",
        ["scalar02"] = "parser: HeaderValue CSeq",
        ["scalarlg"] = "parser: HeaderValue CSeq",
        ["quotbal"] = "parser: HeaderValue To",
        ["ltgtruri"] = "parser: RequestUri",
        ["lwsruri"] = "parser: StartLine",
        ["lwsstart"] = "parser: StartLine",
        ["trws"] = "parser: StartLine",
        ["escruri"] = "parser: RequestUri",
        ["baddate"] = "grammar: HeaderValue Date",
        ["regbadct"] = "grammar: HeaderValue Contact",
        ["badaspec"] = "parser: HeaderValue To",
        ["baddn"] = "parser: HeaderValue From",
        ["badvers"] = "parser: Version",
        ["mismatch01"] = "rules: MethodMismatch CSeq",
        ["mismatch02"] = "rules: MethodMismatch CSeq",
        ["bigcode"] = "parser: StatusCode",

        // 3.2: the transaction layer. A branch that is nothing but the magic cookie identifies nothing.
        ["badbranch"] = "accepted",

        // 3.3: the application layer. What is accepted here is refused by what the message asks for.
        ["insuf"] = "rules: MissingHeader From",
        ["unkscm"] = "accepted",
        ["novelsc"] = "accepted",
        ["unksm2"] = "accepted",
        ["bext01"] = "accepted",
        ["invut"] = "accepted",
        ["regaut01"] = "accepted",
        ["multi01"] = "rules: RepeatedHeader From",
        ["mcl01"] = "parser: ContentLength Content-Length",
        ["bcast"] = "rules: ExtraVia Via",
        ["zeromf"] = "accepted",
        ["cparam01"] = "accepted",
        ["cparam02"] = "accepted",
        ["regescrt"] = "accepted",
        ["sdp01"] = "accepted",

        // 3.4: a caller of RFC 2543, without tag, branch or Content-Length.
        ["inv2543"] = "accepted",

        // In the RFC's archive, not in its text: no version in the start line.
        ["test"] = "parser: StartLine",
    };

    public static TheoryData<string> Names => [.. Verdicts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_message_gets_its_verdict(string name) => Assert.Equal(Verdicts[name], Judge(Read(name)));

    [Fact]
    public void No_message_of_the_archive_is_left_out()
    {
        var files = Directory.GetFiles(Folder, "*.dat").Select(f => Path.GetFileNameWithoutExtension(f)!);

        Assert.Equal(Verdicts.Keys.Order(), files.Order());

        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "INDEX.json")));
        var toRefuse =
            from message in index.RootElement.GetProperty("messages").EnumerateArray()
            where message.GetProperty("section").GetString() is ['3', '.', '2' or '3' or '4', ..]
            let name = Path.GetFileNameWithoutExtension(message.GetProperty("file").GetString()!)
            where Verdicts[name] == "accepted"
            select name;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"Well-formed, and judged by an upper layer for what they mean: {string.Join(", ", toRefuse)}"
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_accepted_survives_being_written_and_read_again(string name)
    {
        if (!SipMessage.TryParse(Read(name), out var message))
            return;

        SipMessages.AssertSame(message, SipMessages.Parse(message.ToBytes()));
    }

    [Fact]
    public void White_space_folding_and_compact_forms_are_read_as_the_RFC_says()
    {
        var message = Assert.IsType<SipRequest>(SipMessages.Parse(Read("wsinv")));

        Assert.Equal("1918181833n", message.To?.Tag);
        Assert.Equal("\"J Rosenberg \\\\\\\"\"", message.From?.DisplayName);
        Assert.Equal((9u, "INVITE"), (message.CSeq!.Number, message.CSeq.Method));
        Assert.Equal("0068", message.First("max-forwards"));
        Assert.Equal(["192.0.2.2", "spindle.example.com", "192.168.255.111"], message.Vias.Select(v => v.Host));
        Assert.Equal(["390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239"], message.Vias.Select(v => v.Branch));
        Assert.Equal("", message.First("Subject"));
        Assert.Equal("newfangled value continued newfangled value", message.First("NewFangledHeader"));
        Assert.True(message.TryReadAddresses("Contact", out var contacts));
        Assert.Equal("0.33", Assert.Single(contacts).Parameters.Get("q"));
        Assert.Equal("newvalue", contacts[0].Parameters.Get("newparam"));
        Assert.True(message.TryReadAddresses("Route", out var routes));
        Assert.True(Assert.Single(routes).Uri.IsLooseRouter);
        Assert.Equal(150, message.Body.Length);
    }

    [Fact]
    public void A_method_and_a_URI_may_hold_what_the_grammar_allows()
    {
        var message = Assert.IsType<SipRequest>(SipMessages.Parse(Read("intmeth")));

        Assert.Equal("!interesting-Method0123456789_*+`.%indeed'~", message.Method);
        Assert.Equal("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*", message.Uri.User);
        Assert.Equal("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)", message.Uri.Password);
        Assert.Equal("token1~` token2'+_ token3*%!.-", message.From?.DisplayName);
        Assert.Equal("работающий", message.From?.Parameters.Get("fromParam''~+*_!.-%"));
        Assert.Equal("_token~1'+`*%!-.", message.From?.Tag);
    }

    [Fact]
    public void What_follows_the_body_in_a_datagram_is_dropped()
    {
        var message = Assert.IsType<SipRequest>(SipMessages.Parse(Read("dblreq")));

        Assert.Equal("REGISTER", message.Method);
        Assert.True(message.Body.IsEmpty);
    }

    [Fact]
    public void Binary_bodies_are_kept_to_the_octet()
    {
        var message = SipMessages.Parse(Read("mpart01"));

        Assert.Equal(553, message.Body.Length);
        Assert.Equal(Read("mpart01")[^553..], message.Body.ToArray());
    }

    [Fact]
    public void Parameters_belong_to_the_header_unless_the_URI_is_in_angle_brackets()
    {
        Assert.True(SipMessages.Parse(Read("cparam01")).TryReadAddresses("Contact", out var outside));
        Assert.True(SipMessages.Parse(Read("cparam02")).TryReadAddresses("Contact", out var inside));

        Assert.True(outside[0].Parameters.Has("unknownparam"));
        Assert.False(outside[0].Uri.Parameters.Has("unknownparam"));
        Assert.True(inside[0].Uri.Parameters.Has("unknownparam"));
        Assert.False(inside[0].Parameters.Has("unknownparam"));
    }

    [Fact]
    public void A_relic_of_RFC_2543_has_no_tag_no_branch_and_a_body_to_the_end()
    {
        var message = SipMessages.Parse(Read("inv2543"));

        Assert.Null(message.From?.Tag);
        Assert.Null(message.Vias[0].Branch);
        Assert.Equal(105, message.Body.Length);
    }

    private static string Judge(byte[] bytes)
    {
        if (!SipMessage.TryParse(bytes, out var message, out var fault))
            return string.Create(CultureInfo.InvariantCulture, $"parser: {fault}");

        var broken = message is SipResponse response
            ? SipMessageRules.FindFaultAtClient(response)
            : SipMessageRules.FindFault(message);
        if (broken != SipFault.None)
            return $"rules: {broken}";

        var odd = SipMessageRules.FindGrammarFault(message);
        return odd == SipFault.None ? "accepted" : $"grammar: {odd}";
    }

    private static byte[] Read(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, name + ".dat"));
        return name == "baddn" ? [.. bytes, .. "\r\n"u8] : bytes;
    }
}
