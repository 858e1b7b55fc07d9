using System.Text;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.Tests.Unit.Protocols.Sip;

public class SipMessageTests
{
    private static readonly Gen<string> Token = Gen.String[Gen.Char["abcXYZ019-.!%*_+`'~"], 1, 12];

    private static readonly Gen<string> LineText = Gen.String[Gen.Char["abc XYZ:;,<>\"=/@\t€ß漢"], 0, 40]
        .Select(s => s.Trim());

    [Fact]
    public void A_request_is_read_in_its_parts()
    {
        var request = SipMessages.Request(SipMessages.Options);

        Assert.Equal(("OPTIONS", "sip:pbx.example.com"), (request.Method, request.Uri.ToString()));
        Assert.Equal("z9hG4bKa1", Assert.Single(request.Vias).Branch);
        Assert.Equal(("f1", null), (request.From?.Tag, request.To?.Tag));
        Assert.Equal(("c1@192.0.2.1", new SipCSeq(1, "OPTIONS")), (request.CallId, request.CSeq));
        Assert.DoesNotContain(request.Headers, h => h.Is("Content-Length"));
    }

    [Fact]
    public void A_response_is_read_in_its_parts()
    {
        var response = SipMessages.Response(SipMessages.Ok);

        Assert.Equal((200, "OK", false), (response.Status, response.Reason, response.IsProvisional));
        Assert.Equal(("192.0.2.9", 5060), (response.Vias[0].Received, response.Vias[0].RPort));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var bytes = SipMessages.Bytes(SipMessages.Options.Replace("Content-Length: 0", "Content-Length: 4") + "body");

        Assert.True(SipMessage.TryParse(bytes, out _));
        for (var length = 0; length < bytes.Length; length++)
            Assert.False(SipMessage.TryParse(bytes.AsSpan(0, length), out _), $"accepted {length} bytes");
    }

    [Fact]
    public void Changed_bytes_never_throw_and_what_is_accepted_can_be_written_again()
    {
        var seeds = new[] { SipMessages.Bytes(SipMessages.Options), SipMessages.Bytes(SipMessages.Ok) };

        Gen.Select(Gen.Int[0, 1], Gen.Select(Gen.Int[0, 300], Gen.Byte).Array[1, 8])
            .Sample(
                (seed, changes) =>
                {
                    var bytes = (byte[])seeds[seed].Clone();
                    foreach (var (at, value) in changes)
                        bytes[at % bytes.Length] = value;

                    if (!SipMessage.TryParse(bytes, out var message))
                        return;

                    SipMessageRules.FindFault(message);
                    SipMessageRules.FindGrammarFault(message);
                    SipMessages.AssertSame(message, SipMessages.Parse(message.ToBytes()));
                },
                iter: 20_000
            );
    }

    [Fact]
    public void Any_bytes_at_all_never_throw() =>
        Gen.Byte.Array[0, 400].Sample(bytes => SipMessage.TryParse(bytes, out _) is false);

    [Fact]
    public void What_is_written_is_read_back_the_same() =>
        Gen.Select(Token, Gen.Select(Token, LineText).Array[0, 8], Gen.Byte.Array[0, 60])
            .Where(t => t.Item2.All(h => !SipFixture.IsStructured(h.Item1)))
            .Sample(
                (method, headers, body) =>
                {
                    var request = new SipRequest(
                        method,
                        SipUri.Create("1001", "pbx.example.com", 5070),
                        headers.Select(h => new SipHeader(h.Item1, h.Item2)),
                        body
                    );

                    SipMessages.AssertSame(request, SipMessages.Parse(request.ToBytes()));
                }
            );

    [Theory]
    [InlineData("From: <sip:probe@192.0.2.1>;tag=f1", "f: <sip:probe@192.0.2.1>;tag=f1")]
    [InlineData("From: <sip:probe@192.0.2.1>;tag=f1", "FROM :\t<sip:probe@192.0.2.1>;tag=f1")]
    [InlineData("From: <sip:probe@192.0.2.1>;tag=f1", "from:\r\n  <sip:probe@192.0.2.1>\r\n\t;tag=f1")]
    [InlineData("From: <sip:probe@192.0.2.1>;tag=f1", "F:<sip:probe@192.0.2.1> ; tag = f1")]
    [InlineData("CSeq: 1 OPTIONS", "cseq: 0001\r\n OPTIONS")]
    [InlineData("Call-ID: c1@192.0.2.1", "i:c1@192.0.2.1")]
    [InlineData("Max-Forwards: 70", "max-forwards:70")]
    public void Folding_case_and_compact_forms_mean_the_same(string usual, string unusual)
    {
        var one = SipMessages.Request(SipMessages.Options);
        var other = SipMessages.Parse(
            Encoding.UTF8.GetString(SipMessages.Bytes(SipMessages.Options)).Replace(usual, unusual)
        );

        Assert.Equal(one.Headers.Select(h => h.Name), other.Headers.Select(h => h.Name));
        Assert.Equal(one.From, other.From);
        Assert.Equal(one.CSeq, other.CSeq);
        Assert.Equal(one.CallId, other.CallId);
        Assert.Equal(one.First("Max-Forwards"), other.First("Max-Forwards"));
    }

    [Fact]
    public void Values_on_one_line_or_on_several_are_the_same_list()
    {
        const string First = "SIP/2.0/UDP a.example.com;branch=z9hG4bKa1";
        const string Second = "SIP/2.0/UDP b.example.com;x=\"a, b\"";
        var own = SipMessages.Options.Replace("Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKa1", "$");

        var together = SipMessages.Parse(own.Replace("$", $"Via: {First}, {Second}"));
        var apart = SipMessages.Parse(own.Replace("$", $"Via: {First}\nv: {Second}"));

        Assert.Equal(2, together.Vias.Count);
        Assert.Equal(together.Vias, apart.Vias);
    }

    [Theory]
    [InlineData("Evil\r\nInjected: yes")]
    [InlineData("Evil\nInjected: yes")]
    [InlineData("nul\0")]
    public void A_header_that_would_end_its_line_cannot_be_made(string value)
    {
        Assert.Throws<ArgumentException>(() => new SipHeader("Subject", value));
        Assert.Throws<ArgumentException>(() => new SipResponse(200, value, []));
        Assert.Throws<ArgumentException>(() => new SipRequest(value, SipUri.Create(null, "a"), []));
        Assert.Throws<ArgumentException>(() => new SipHeader(value, "x"));
        Assert.Throws<ArgumentException>(() => SipParameters.None.With("tag", value));
    }

    [Fact]
    public void Content_Length_is_counted_and_cannot_be_given() =>
        Assert.Throws<ArgumentException>(() => new SipRequest("OPTIONS", SipUri.Create(null, "a"), [new("l", "5")]));

    [Theory]
    [InlineData("Content-Length: 0", "Content-Length: +0", SipFaultKind.ContentLength)]
    [InlineData("Content-Length: 0", "Content-Length: 1", SipFaultKind.Truncated)]
    [InlineData("Content-Length: 0", "Content-Length: 99999999999999999999", SipFaultKind.ContentLength)]
    [InlineData("Max-Forwards: 70", "Max-Forwards 70", SipFaultKind.HeaderLine)]
    [InlineData("Max-Forwards: 70", "Max Forwards: 70", SipFaultKind.HeaderLine)]
    [InlineData("Max-Forwards: 70", "X: a\rb", SipFaultKind.HeaderLine)]
    [InlineData("Max-Forwards: 70", "X: a\0b", SipFaultKind.HeaderLine)]
    [InlineData("OPTIONS sip:", "OPTIONS  sip:", SipFaultKind.StartLine)]
    [InlineData("SIP/2.0\r", "SIP/3.0\r", SipFaultKind.Version)]
    [InlineData("sip:pbx.example.com SIP", "sip:@ SIP", SipFaultKind.RequestUri)]
    public void A_broken_message_is_refused_for_what_is_broken(string whole, string broken, SipFaultKind expected)
    {
        var text = Encoding.UTF8.GetString(SipMessages.Bytes(SipMessages.Options));
        var at = text.IndexOf(whole, StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(text.Remove(at, whole.Length).Insert(at, broken));

        Assert.False(SipMessage.TryParse(bytes, out _, out var fault));
        Assert.Equal(expected, fault.Kind);
    }

    [Fact]
    public void More_headers_than_the_bound_are_refused()
    {
        var text = "OPTIONS sip:a SIP/2.0\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 513)) + "\r\n";

        Assert.False(SipMessage.TryParse(Encoding.UTF8.GetBytes(text), out _, out var fault));
        Assert.Equal(SipFaultKind.TooLarge, fault.Kind);
    }

    [Fact]
    public void A_response_copies_what_pairs_it_with_its_request()
    {
        var request = SipMessages.Request(SipMessages.Options);

        var response = SipResponse.Answering(request, 200, "OK", "t9");

        Assert.Equal(request.Vias, response.Vias);
        Assert.Equal((request.From, request.CallId, request.CSeq), (response.From, response.CallId, response.CSeq));
        Assert.Equal("t9", response.To?.Tag);
        Assert.Equal(SipFault.None, SipMessageRules.FindFaultAtClient(response));
    }

    private static class SipFixture
    {
        /// <summary>Names whose values have a grammar, or that the writer counts itself.</summary>
        public static bool IsStructured(string name) => name.Length == 1;
    }
}
