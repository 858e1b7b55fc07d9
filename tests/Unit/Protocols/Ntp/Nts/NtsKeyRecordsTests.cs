using Ringback.Protocols.Ntp.Nts;

namespace Ringback.Tests.Unit.Protocols.Ntp.Nts;

/// <summary>Records written by hand from RFC 8915 §4.</summary>
public class NtsKeyRecordsTests
{
    private const string Agreed = "800100020000" + "80040002000f";
    private const string Cookie = "00050004cafe0001";
    private const string End = "80000000";

    [Fact]
    public void Asks_for_NTP_and_the_one_cipher() =>
        Assert.Equal(Agreed + End, Convert.ToHexStringLower(NtsKeyRecords.Request));

    [Fact]
    public void Reads_cookies_server_and_port()
    {
        var records = Read(
            Agreed + Cookie + "00050004cafe0002" + "8006000961" + "2e6578616d706c" + "65" + "800700020fa0" + End
        );

        Assert.NotNull(records);
        Assert.True(records.IsComplete);
        Assert.Equal(["cafe0001", "cafe0002"], records.Cookies.Select(Convert.ToHexStringLower));
        Assert.Equal(("a.example", 4000), (records.Server, records.ServerPort));
    }

    [Fact]
    public void Waits_for_the_end_at_every_byte()
    {
        var whole = Convert.FromHexString(Agreed + Cookie + End);
        for (var i = 0; i < whole.Length; i++)
        {
            Assert.True(NtsKeyRecords.TryRead(whole.AsSpan(0, i), out var early));
            Assert.Null(early);
        }
    }

    [Theory]
    [InlineData(Cookie + End)] // nothing agreed
    [InlineData(Agreed + End)] // no cookie
    [InlineData("800100020000" + "80040002001e" + Cookie + End)] // another cipher
    [InlineData(Agreed + Cookie + "800200020001" + End)] // an error
    public void What_a_client_cannot_use_is_not_complete(string hex) => Assert.False(Read(hex)!.IsComplete);

    [Theory]
    [InlineData("80630000")] // a critical record that nobody knows
    [InlineData("8007000100")] // half a port
    [InlineData("800700020000")] // port 0
    [InlineData("80060000")] // a server without a name
    [InlineData("8006000361200a")] // one with a line break
    [InlineData("8000000100")] // an end with something in it
    [InlineData("0063ffff00")] // longer than anything
    public void What_breaks_the_rules_is_refused(string hex) =>
        Assert.False(NtsKeyRecords.TryRead(Convert.FromHexString(Agreed + hex), out _));

    [Fact]
    public void Cookies_beyond_those_of_a_burst_and_unknown_records_that_are_not_critical_are_left_out()
    {
        var records = Read(Agreed + "006300020102" + string.Concat(Enumerable.Repeat(Cookie, 20)) + End)!;

        Assert.Equal(NtsKeyRecords.MaxCookies, records.Cookies.Count);
    }

    [Fact]
    public void Whatever_comes_is_read_or_refused() =>
        Gen.Byte.Array[0, 60].Sample(bytes => NtsKeyRecords.TryRead(bytes, out _) || true);

    private static NtsKeyRecords? Read(string hex)
    {
        Assert.True(NtsKeyRecords.TryRead(Convert.FromHexString(hex), out var records));
        return records;
    }
}
