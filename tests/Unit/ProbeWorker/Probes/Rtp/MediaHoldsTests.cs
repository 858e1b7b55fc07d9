using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>Calls of four seconds that the peer holds in the middle, for packets 100 to 149 of 200.</summary>
public class MediaHoldsTests
{
    [Theory]
    [InlineData(10, 1)] // far from the hold
    [InlineData(74, 1)]
    [InlineData(75, 0)] // half a second before it: under way when it came
    [InlineData(99, 0)]
    [InlineData(150, 0)] // after it: the peer did not send back yet
    [InlineData(174, 0)]
    [InlineData(175, 1)]
    public void What_is_lost_is_a_loss_unless_it_was_lost_in_the_turn(int lost, int losses)
    {
        var (figures, judgement) = MediaCalls.Judge(
            Held(index => index == lost ? null : TimeSpan.FromMilliseconds(1), index => index is >= 100 and < 150)
        );

        Assert.Equal((150, 150 - 1 + losses, losses), (figures.Sent, figures.Expected, figures.Lost));
        Assert.Equal(0, figures.JitterMax, 1e-9);
        Assert.Equal(Outcome.Up, judgement.Outcome);
    }

    [Fact]
    public void A_call_that_is_still_held_at_its_end_has_not_stopped()
    {
        var (figures, judgement) = MediaCalls.Judge(Held(_ => TimeSpan.FromMilliseconds(1), index => index >= 20));

        Assert.Equal((20, 20, 0.0), (figures.Expected, figures.Received, figures.SilenceAtEnd));
        Assert.Equal(Outcome.Up, judgement.Outcome);
    }

    [Fact]
    public void A_call_that_is_held_throughout_has_no_media()
    {
        var (_, judgement) = MediaCalls.Judge(Held(_ => null, _ => true));

        Assert.Equal((Outcome.Down, Reason.NoMedia), (judgement.Outcome, judgement.Reason));
        Assert.Contains("held", judgement.Detail, StringComparison.Ordinal);
    }

    private static MediaRecord Held(Func<int, TimeSpan?> delay, Func<int, bool> isHeld)
    {
        var record = MediaRecords.Of(200, index => isHeld(index) ? null : delay(index));
        return record with
        {
            Sendings = [.. record.Sendings.Select((s, i) => isHeld(i) ? PacedSending.Withheld(s.SentAt) : s)],
        };
    }
}
