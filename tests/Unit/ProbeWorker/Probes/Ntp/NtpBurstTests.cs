using System.Globalization;
using System.Text.RegularExpressions;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Ntp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Ntp;

/// <summary>How often a server is asked: bursts, kisses, and the bucket.</summary>
public partial class NtpBurstTests
{
    private readonly NtpRuns _runs = new();

    [Theory]
    [InlineData("DENY", Outcome.Down)]
    [InlineData("RSTR", Outcome.Down)]
    [InlineData("RATE", Outcome.Degraded)]
    public async Task A_kiss_is_judged_once_and_no_other_query_follows(string code, Outcome outcome)
    {
        await using var server = new LoopbackNtpServer(request => [LoopbackNtpServer.Kiss(request, code)]);

        var (kissed, _) = await _runs.RunAsync(server, NtpRuns.Vouched);
        var (held, _) = await _runs.RunAsync(server, NtpRuns.Vouched);
        var (elsewhere, _) = await _runs.RunAsync(server, NtpRuns.Vouched, region: "frankfurt");

        Assert.Equal((outcome, Reason.KissOfDeath), (kissed.Outcome, kissed.Reason));
        Assert.Equal((Outcome.Unknown, Reason.RateHeld), (held.Outcome, held.Reason));
        Assert.Equal(Reason.KissOfDeath, elsewhere.Reason);
        Assert.Equal(2, server.Seen.Count);
    }

    [Fact]
    public async Task Of_a_burst_the_sample_with_the_least_delay_counts_and_a_lost_one_is_none()
    {
        var asked = 0;
        await using var server = new LoopbackNtpServer(request =>
            ++asked == 2 ? [] : [LoopbackNtpServer.Reply(request, TimeSpan.FromMilliseconds(10 * asked))]
        );

        var (judgement, run) = await _runs.RunAsync(
            server,
            NtpRuns.Vouched,
            check: NtpRuns.Check(server) with
            {
                Samples = 5,
                RateLimit = false,
            }
        );

        Assert.Equal(Judgement.Up, judgement);
        var figures = NtpRuns.Figures(run);
        Assert.Equal((5, 4), (figures[MeasurementNames.SamplesSent], figures[MeasurementNames.SamplesAnswered]));
        Assert.Equal(5, server.Seen.Select(seen => seen.From.Port).Distinct().Count());
        var samples = Sample()
            .Matches(run.Evidence.ToString())
            .Select(said => (Number(said, 1), Number(said, 2)))
            .ToList();
        Assert.Equal(4, samples.Count);
        var (offset, delay) = samples.MinBy(sample => sample.Item2);
        Assert.Equal(offset, figures[MeasurementNames.OffsetSeconds], 6);
        Assert.Equal(delay, figures[MeasurementNames.DelaySeconds], 6);
    }

    [Fact]
    public async Task A_kiss_ends_a_burst()
    {
        var asked = 0;
        await using var server = new LoopbackNtpServer(request =>
            [++asked < 3 ? LoopbackNtpServer.Reply(request) : LoopbackNtpServer.Kiss(request, "RATE")]
        );

        var (judgement, run) = await _runs.RunAsync(
            server,
            NtpRuns.Vouched,
            check: NtpRuns.Check(server) with
            {
                RateLimit = false,
            }
        );

        Assert.Equal((Outcome.Degraded, Reason.KissOfDeath), (judgement.Outcome, judgement.Reason));
        Assert.Equal(3, NtpRuns.Figures(run)[MeasurementNames.SamplesSent]);
    }

    [Fact]
    public async Task A_bucket_that_is_empty_holds_the_slot()
    {
        await using var server = new LoopbackNtpServer(request => [LoopbackNtpServer.Reply(request)]);
        for (var i = 0; i < NtpHolds.Depth; i++)
            Assert.Equal(Judgement.Up, (await _runs.RunAsync(server, NtpRuns.Vouched)).Judgement);

        var (held, _) = await _runs.RunAsync(server, NtpRuns.Vouched);

        Assert.Equal((Outcome.Unknown, Reason.RateHeld), (held.Outcome, held.Reason));
        Assert.Equal(NtpHolds.Depth, server.Seen.Count);
    }

    private static double Number(Match said, int group) =>
        double.Parse(said.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("offset (-?[0-9.]+) s, delay (-?[0-9.]+) s")]
    private static partial Regex Sample();
}
