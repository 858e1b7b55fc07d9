using Ringback.Protocols.Dns;

namespace Ringback.Tests.Unit.Protocols.Dns;

/// <summary>Messages written by hand from RFC 1035 §4.1, RFC 2782, RFC 3403 and RFC 6891.</summary>
public class DnsMessageTests
{
    /// <summary>Header of a response with one question, and the question "a.test IN type".</summary>
    private static string Asked(int answers, int type, string flags = "8180", int additional = 0) =>
        $"abcd{flags}0001{answers:x4}0000{additional:x4}" + $"0161047465737400{type:x4}0001";

    [Fact]
    public void Reads_addresses_and_names_that_point_back()
    {
        var message = Parse(
            Asked(2, 1, "85a0")
                + "c00c000100010000012c0004c0000207"
                + "c00c001c000100000000001020010db8000000000000000000000007"
        );

        Assert.Equal(
            (0xabcd, true, true, false, true),
            (message.Id, message.IsResponse, message.IsAuthoritative, message.IsTruncated, message.IsAuthentic)
        );
        Assert.Equal(DnsResponseCode.NoError, message.Code);
        Assert.Equal(new DnsQuestion("a.test", DnsRecordType.A), message.Question);
        Assert.Equal(
            ["a.test 300 A 192.0.2.7", "a.test 0 AAAA 2001:db8::7"],
            message.Answers.Select(a => a.ToString())
        );
    }

    [Theory]
    [InlineData(5, "03777777c00c", "www.a.test")] // a label, then a pointer to the question's name
    [InlineData(33, "000a000513c403736970c00c", "10 5 5060 sip.a.test")]
    [InlineData(33, "00000000000000", "0 0 0 .")]
    [InlineData(
        35,
        "000a003201730753 49502b443255 00 045f736970 045f756470 c00c",
        "10 50 \"s\" \"SIP+D2U\" \"\" _sip._udp.a.test"
    )]
    [InlineData(16, "06763d7370663104202d616c", "v=spf1 -al")]
    [InlineData(99, "010203", "(3 bytes)")]
    public void Reads_what_a_record_says(int type, string data, string expected)
    {
        data = data.Replace(" ", "", StringComparison.Ordinal);
        var message = Parse(Asked(1, type) + $"c00c{type:x4}00010000003c{data.Length / 2:x4}{data}");

        Assert.Equal(expected, Assert.Single(message.Answers).Data.ToString());
    }

    [Fact]
    public void The_upper_bits_of_the_code_and_the_resolver_s_reason_are_in_the_additional_records()
    {
        var message = Parse(Asked(0, 1, "8182", additional: 1) + "00002904d001000000000a000f00060006626f6f21");

        Assert.Equal((DnsResponseCode)0x12, message.Code);
        Assert.Equal(new DnsExtendedError(6, "boo!"), message.ExtendedError);
        Assert.True(message.ExtendedError!.Value.IsOfDnssec);
        Assert.Equal("DNSSEC bogus: boo!", message.ExtendedError.ToString());
    }

    [Theory]
    [InlineData("c01a")] // forward
    [InlineData("c018")] // to itself
    [InlineData("ffff")]
    [InlineData("80000000")]
    [InlineData("05616263")]
    public void A_name_that_leads_nowhere_is_no_message(string name) =>
        Assert.False(
            DnsMessage.TryParse(Convert.FromHexString(Asked(1, 1) + name + "00010001000000010004c0000201"), out _)
        );

    [Fact]
    public void An_answer_that_says_that_it_was_cut_counts_as_far_as_it_goes()
    {
        var whole = "c00c000100010000012c0004c0000207";

        var message = Parse(Asked(2, 1, "8380") + whole + whole[..^2]);

        Assert.True(message.IsTruncated);
        Assert.Single(message.Answers);
        Assert.False(DnsMessage.TryParse(Convert.FromHexString(Asked(2, 1) + whole + whole[..^2]), out _));
    }

    [Fact]
    public void A_message_with_more_records_than_anybody_sends_is_not_read() =>
        Assert.False(DnsMessage.TryParse(Convert.FromHexString(Asked(DnsMessage.MaxRecords + 1, 1, "8380")), out _));

    [Fact]
    public void Only_the_answer_to_the_question_is_one()
    {
        var query = new DnsQuery(0xabcd, new DnsQuestion("A.Test", DnsRecordType.A));

        Assert.True(query.TryReadAnswer(Convert.FromHexString(Asked(0, 1)), out _));
        Assert.False(query.TryReadAnswer(Convert.FromHexString(Asked(0, 28)), out _)); // another type
        Assert.False(query.TryReadAnswer(Convert.FromHexString(Asked(0, 1, "0100")), out _)); // a question
        Assert.False((query with { Id = 1 }).TryReadAnswer(Convert.FromHexString(Asked(0, 1)), out _));
        Assert.False(query.TryReadAnswer(Convert.FromHexString("abcd81800000000000000000"), out _)); // about nothing
        Assert.True(query.TryReadAnswer(Convert.FromHexString("abcd81810000000000000000"), out _)); // not understood
    }

    [Fact]
    public void A_query_is_as_the_RFCs_want_it() =>
        Assert.Equal(
            "abcd01200001000000000001" + "0161047465737400" + "00010001" + "00002904d0000000000000",
            Convert.ToHexStringLower(
                new DnsQuery(0xabcd, new DnsQuestion("a.test.", DnsRecordType.A))
                {
                    WantsAuthenticData = true,
                }.ToBytes()!
            )
        );

    [Fact]
    public void Names_of_any_length_come_back() =>
        Gen.Char["abcXYZ019-_"]
            .Array[1, 63]
            .Array[0, 20]
            .Sample(labels =>
            {
                var name = labels.Length == 0 ? "." : string.Join('.', labels.Select(label => new string(label)));
                var wire = new byte[DnsName.MaxSize];
                var fits = labels.Sum(label => label.Length + 1) + 1 <= DnsName.MaxSize;
                Assert.Equal(fits, DnsName.TryWrite(name, wire, out var written));
                var at = 0;
                if (fits)
                {
                    Assert.True(DnsName.TryRead(wire.AsSpan(0, written), ref at, out var back));
                    Assert.Equal((name, written), (back, at));
                }
            });

    [Theory]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a b")]
    [InlineData("ä.test")]
    [InlineData("a\\.b")]
    public void What_is_no_name_is_not_asked_for(string name) =>
        Assert.Null(new DnsQuery(1, new DnsQuestion(name, DnsRecordType.A)).ToBytes());

    [Fact]
    public void Whatever_comes_is_read_or_refused() =>
        Gen.Byte.Array[0, 80].Sample(bytes => DnsMessage.TryParse(bytes, out _) || true);

    private static DnsMessage Parse(string hex)
    {
        Assert.True(DnsMessage.TryParse(Convert.FromHexString(hex), out var message));
        return message;
    }
}
