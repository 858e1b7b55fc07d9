using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sip;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

/// <summary>What a phone answers to the torture messages of RFC 4475 that the parser takes: each by the section that it is of.</summary>
public sealed class Rfc4475AnswersTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Protocols/Sip/vectors/rfc4475");

    /// <summary>This phone takes calls that are waited for, OPTIONS, and what belongs to a call; it is no registrar.</summary>
    private static readonly Dictionary<string, (int Status, string Why)> Answers = new()
    {
        // 3.1.1: valid, so answered as any other of their method.
        ["wsinv"] = (481, "INVITE with a tag in To, of no call that is known"),
        ["intmeth"] = (405, "an unknown method, well-formed (3.1.1.2)"),
        ["esc01"] = (486, "INVITE; escapes in the URI are no fault"),
        ["escnull"] = (405, "REGISTER with NUL escapes, at no registrar"),
        ["esc02"] = (405, "a method with a percent sign is another method than REGISTER (3.1.1.5)"),
        ["lwsdisp"] = (200, "OPTIONS with no white space after a display name"),
        ["longreq"] = (486, "INVITE, however long"),
        ["dblreq"] = (405, "REGISTER, and what follows it in the datagram is dropped"),
        ["semiuri"] = (200, "OPTIONS; a semicolon in the user part"),
        ["transports"] = (200, "OPTIONS; Vias of every transport, one unknown"),
        ["mpart01"] = (405, "MESSAGE"),

        // 3.1.2: invalid, and seen above the parser.
        ["mismatch01"] = (400, "CSeq of another method (3.1.2.17)"),
        ["mismatch02"] = (400, "CSeq of another method, both unknown (3.1.2.18: 400 or 501)"),
        ["baddate"] = (486, "a Date that is not GMT: nobody here needs it (3.1.2.12 allows both)"),
        ["regbadct"] = (405, "REGISTER whose Contact only a registrar reads (3.1.2.13)"),

        // 3.2: the transaction layer.
        ["badbranch"] = (200, "OPTIONS whose branch is nothing but the cookie (3.2.1)"),

        // 3.3: the application layer.
        ["insuf"] = (400, "no Call-ID, From or To (3.3.1)"),
        ["unkscm"] = (416, "a Request-URI of an unknown scheme (3.3.2)"),
        ["novelsc"] = (416, "a Request-URI of a known scheme that is not SIP (3.3.3)"),
        ["unksm2"] = (405, "REGISTER with To and Contact of another scheme (3.3.4: for a registrar)"),
        ["bext01"] = (420, "requires what nobody supports (3.3.5)"),
        ["invut"] = (415, "a body of an unknown type (3.3.6)"),
        ["regaut01"] = (405, "REGISTER with an unknown scheme of credentials (3.3.7: for a registrar)"),
        ["multi01"] = (400, "headers twice that may stand once (3.3.8)"),
        ["zeromf"] = (200, "OPTIONS that may go no further, and need not (3.3.11)"),
        ["cparam01"] = (405, "REGISTER (3.3.12: for a registrar)"),
        ["cparam02"] = (405, "REGISTER (3.3.13: for a registrar)"),
        ["regescrt"] = (405, "REGISTER (3.3.14: for a registrar)"),
        ["sdp01"] = (406, "INVITE that takes no session description back (3.3.15)"),

        // 3.4: RFC 2543.
        ["inv2543"] = (486, "INVITE without tag and branch (3.4.1)"),
    };

    /// <summary>What the parser refuses: 0 for no answer at all.</summary>
    private static readonly Dictionary<string, (int Status, string Why)> Refusals = new()
    {
        ["badinv01"] = (400, "empty parameters in Via and Contact (3.1.2.1)"),
        ["clerr"] = (400, "a Content-Length beyond the datagram (3.1.2.2)"),
        ["ncl"] = (400, "a negative Content-Length (3.1.2.3)"),
        ["scalar02"] = (400, "a CSeq above 2^32 (3.1.2.4)"),
        ["scalarlg"] = (0, "a response: nobody answers it (3.1.2.5)"),
        ["quotbal"] = (400, "a quoted string that does not end (3.1.2.6)"),
        ["ltgtruri"] = (400, "a Request-URI in angle brackets (3.1.2.7)"),
        ["lwsruri"] = (400, "a blank inside the Request-URI (3.1.2.8)"),
        ["lwsstart"] = (400, "two blanks in the start line (3.1.2.9)"),
        ["trws"] = (400, "a blank after the start line (3.1.2.10)"),
        ["escruri"] = (400, "headers in the Request-URI (3.1.2.11)"),
        ["badaspec"] = (400, "blanks inside an address (3.1.2.14)"),
        ["baddn"] = (400, "a display name that is no token (3.1.2.15)"),
        ["badvers"] = (505, "SIP/7.0 (3.1.2.16)"),
        ["bigcode"] = (0, "a response (3.1.2.19)"),
        ["mcl01"] = (400, "two Content-Lengths that differ (3.3.9)"),
        ["test"] = (0, "no start line of SIP at all"),
    };

    public static TheoryData<string> Names => [.. Answers.Keys];

    public static TheoryData<string> RefusedNames => [.. Refusals.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_request_gets_the_answer_of_its_section(string name)
    {
        var request = Assert.IsType<SipRequest>(Read(name));
        var answer = SipServerAnswers.Answer(request, isOfCall: false, isInOrder: false, "tag");

        Assert.True(answer.Status == Answers[name].Status, $"{name}: {Answers[name].Why}, not {answer.StartLine}");
        Assert.True(SipMessage.TryParse(answer.ToBytes(), out _) || answer.Status == 400, $"{name}: unreadable answer");
    }

    [Theory]
    [MemberData(nameof(RefusedNames))]
    public void Each_request_that_cannot_be_read_is_told_so(string name)
    {
        var bytes = BytesOf(name);
        Assert.False(SipMessage.TryParse(bytes, out _, out var fault));

        var (status, why) = Refusals[name];
        Assert.Equal(status > 0, SipRefusal.TryAnswer(bytes, fault, "tag", out var answer));
        if (answer is null)
            return;

        Assert.True(answer.Status == status, $"{name}: {why}, not {answer.StartLine}");
        Assert.NotEmpty(answer.All("Via"));
        Assert.Single(answer.All("Call-ID"));
        Assert.Single(answer.All("CSeq"));
        Assert.True(answer.ToBytes().Length < bytes.Length + 100, "no more comes back than was sent");
    }

    [Fact]
    public void Nothing_is_left_out_of_what_the_parser_refuses()
    {
        var refused = Directory
            .GetFiles(Folder, "*.dat")
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Where(name => Read(name) is null);

        Assert.Equal(refused.Order(), Refusals.Keys.Order());
    }

    [Fact]
    public void No_request_that_the_parser_takes_is_left_out()
    {
        var requests = Directory
            .GetFiles(Folder, "*.dat")
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Where(name => Read(name) is SipRequest);

        Assert.Equal(requests.Order(), Answers.Keys.Order());
    }

    [Fact]
    public void Unsupported_extensions_are_named_and_so_is_what_would_have_been_taken()
    {
        var extension = SipServerAnswers.Answer((SipRequest)Read("bext01")!, false, false, "tag");
        var type = SipServerAnswers.Answer((SipRequest)Read("invut")!, false, false, "tag");
        var method = SipServerAnswers.Answer((SipRequest)Read("intmeth")!, false, false, "tag");

        Assert.Equal("nothingSupportsThis, nothingSupportsThisEither", extension.First("Unsupported"));
        Assert.Equal("application/sdp", type.First("Accept"));
        Assert.Contains("INVITE", method.First("Allow"), StringComparison.Ordinal);
    }

    private static SipMessage? Read(string name) =>
        SipMessage.TryParse(BytesOf(name), out var message) ? message : null;

    private static byte[] BytesOf(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".dat"));
}
