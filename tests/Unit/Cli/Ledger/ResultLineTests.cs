using System.Buffers;
using System.Text;
using System.Text.Json;
using Ringback.Cli.Ledger;
using Ringback.Model;
using Ringback.Model.Results;

namespace Ringback.Tests.Unit.Cli.Ledger;

public class ResultLineTests
{
    private const string Good =
        """{"target":"pbx","region":"prague","scheduled_at":"2026-10-05T12:00:00Z","trigger":"schedule","outcome":"up"}""";

    [Fact]
    public void Five_fields_are_enough()
    {
        var result = Parse(Good);

        Assert.Equal(
            ("pbx", "prague", Trigger.Schedule, Outcome.Up),
            (result.Target, result.Region, result.Trigger, result.Outcome)
        );
        Assert.Equal("2026-10-05T12:00:00Z", result.ScheduledAt.ToString());
        Assert.Equal(result.ScheduledAt, result.StartedAt);
        Assert.Null(result.Reason);
        Assert.Equal(TimeSpan.Zero, result.Duration);
    }

    [Fact]
    public void Everything_that_is_exported_comes_back()
    {
        Assert.True(Instant.TryParse("2026-10-05T12:00:00.000001Z", out var slot));
        var result = new ProbeResult
        {
            Target = "pbx",
            Region = "prague",
            ScheduledAt = slot,
            StartedAt = slot + TimeSpan.FromMilliseconds(3),
            Trigger = Trigger.Confirm,
            Outcome = Outcome.Degraded,
            Reason = Reason.LossExceeded,
            Detail = "2 % of „packets“ were lost\u2028",
            Duration = TimeSpan.FromMicroseconds(21_500_001),
            LaneWait = TimeSpan.FromMicroseconds(40),
            Phases =
            [
                new Phase(PhaseNames.Resolve, TimeSpan.FromMicroseconds(12)),
                new Phase(PhaseNames.Media, default),
            ],
            Measurements =
            [
                new Measurement(MeasurementNames.RttSeconds, 0.1 + 0.2),
                new Measurement(MeasurementNames.Mos, 1e-300),
            ],
            Address = "[2001:db8::7]:5060",
            TimingError = TimeSpan.FromMicroseconds(7),
            Evidence = "> OPTIONS sip:x\r\n\t\"é\"\0",
        };
        var json = JsonSerializer.Serialize(result, ModelJson.Default.ProbeResult);

        Assert.Equal(json, JsonSerializer.Serialize(Parse(json), ModelJson.Default.ProbeResult));
    }

    [Theory]
    [InlineData("nonsense", "7: is no JSON")]
    [InlineData("[]", "7: is no object; write one such as")]
    [InlineData("{}", "7: scheduled_at: is missing; write 2026-11-23T04:55:00Z")]
    [InlineData(
        "\"target\":\"pbx\"",
        "\"target\":\"P B X\"",
        "7: target: 'P B X' is no id; write lower-case letters, digits and single inner hyphens"
    )]
    [InlineData("\"target\":\"pbx\",", "", "7: target: is missing; write an id such as main-pbx")]
    [InlineData("\"prague\"", "7", "7: region: is no text; put it in quotes")]
    [InlineData(
        "12:00:00Z",
        "12:00:00",
        "7: scheduled_at: '2026-10-05T12:00:00' is no RFC 3339 instant from 1970 on with an offset; write one such as 2026-11-23T04:55:00Z"
    )]
    [InlineData(
        "\"schedule\"",
        "\"cron\"",
        "7: trigger: 'cron' is none of the words it may be; write one of schedule, confirm, manual"
    )]
    [InlineData(
        "\"up\"",
        "\"3\"",
        "7: outcome: '3' is none of the words it may be; write one of up, degraded, down, unknown"
    )]
    [InlineData("\"up\"", "\"down\"", "7: reason: is missing; write timeout, dns_failure,")]
    [InlineData(
        "\"up\"",
        "\"down\",\"reason\":\"gone\"",
        "7: reason: 'gone' is none of the words it may be; write one of timeout,"
    )]
    [InlineData("\"up\"", "\"up\",\"reason\":\"timeout\"", "7: reason: stands beside the outcome up; remove it")]
    [InlineData("\"up\"", "\"up\",\"colour\":1", "7: colour: is no known field; known are target,")]
    [InlineData("\"up\"", "\"up\",\"target\":\"web\"", "7: target: is there twice; remove one of the two")]
    [InlineData(
        "\"up\"",
        "\"up\",\"duration\":-1",
        "7: duration: is no number of seconds from 0 to 86400; write one such as 0.0215"
    )]
    [InlineData(
        "\"up\"",
        "\"up\",\"duration\":1e300",
        "7: duration: is no number of seconds from 0 to 86400; write one such as 0.0215"
    )]
    [InlineData(
        "\"up\"",
        "\"up\",\"phases\":[{\"name\":\"x\"}]",
        "7: phases[0].name: 'x' is no known name; known are resolve,"
    )]
    [InlineData("\"up\"", "\"up\",\"phases\":{}", "7: phases: is no list of at most 256; write them in [ ]")]
    [InlineData(
        "\"up\"",
        "\"up\",\"measurements\":[{\"name\":\"mos\",\"value\":\"4\"}]",
        "7: measurements[0].value: is no number; write one in the unit of mos"
    )]
    [InlineData(
        "\"up\"",
        "\"up\",\"started_at\":\"2026-10-06T12:00:00Z\"",
        "7: started_at: is a day or more from 'scheduled_at'; write when that run began"
    )]
    [InlineData("\"up\"", "\"up\",\"detail\":\"\\ud800\"", "7: holds half of a surrogate pair; write whole characters")]
    public void A_mistake_is_told_with_its_line_its_field_and_its_mend(params string[] parts)
    {
        var line = parts.Length == 2 ? parts[0] : Good.Replace(parts[0], parts[1], StringComparison.Ordinal);

        Assert.StartsWith(
            parts[^1],
            Assert.Throws<ResultLineException>(() => Parse(line)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Lines_are_counted_whatever_ends_them_and_empty_ones_are_passed_over()
    {
        var lines = await LinesAsync("one\r\n\n  \t\r\nfour\nfive");

        Assert.Equal([(1, "one\r"), (4, "four"), (5, "five")], lines);
        Assert.Empty(await LinesAsync(""));
        Assert.Equal([(1, "one")], await LinesAsync("one\n"));
    }

    [Fact]
    public async Task Lines_longer_than_a_buffer_are_whole_and_one_without_an_end_is_refused()
    {
        var text = new string('a', 200_000);
        Assert.Equal([(1, text), (2, text)], await LinesAsync($"{text}\n{text}"));

        var endless = await Assert.ThrowsAsync<ResultLineException>(() =>
            LinesAsync($"x\n{new string('a', 2_000_000)}")
        );
        Assert.Equal("2: is longer than 262144 bytes; give one result a line", endless.Message);
    }

    private static async Task<List<(long, string)>> LinesAsync(string text)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var lines = new List<(long, string)>();
        await foreach (var (number, line) in ResultLines.ReadAsync(file, TestContext.Current.CancellationToken))
            lines.Add((number, Encoding.UTF8.GetString(line)));

        return lines;
    }

    private static ProbeResult Parse(string line) =>
        ResultLine.Parse(7, new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(line)));
}
