using Ringback.Model;
using Ringback.Model.Results;

namespace Ringback.Tests.Unit.Model.Results;

public sealed class ResultPrecedenceTests
{
    private static readonly ProbeResult Counting = Result(Outcome.Degraded, 10, Reason.LossExceeded);

    public static TheoryData<Outcome, long, Reason?> Lesser =>
        new()
        {
            { Outcome.Unknown, 1, Reason.WorkerLate },
            { Outcome.Up, 11, null },
            { Outcome.Down, 10, Reason.Busy },
            { Outcome.Degraded, 10, Reason.MosBelow },
            { Outcome.Degraded, 11, Reason.Busy },
        };

    [Theory]
    [MemberData(nameof(Lesser))]
    public void Known_then_earlier_then_better_then_the_lesser_reason_counts(Outcome outcome, long at, Reason? reason)
    {
        var other = Result(outcome, at, reason);

        Assert.True(ResultPrecedence.Compare(Counting, other) < 0);
        Assert.True(ResultPrecedence.Compare(other, Counting) > 0);
    }

    [Fact]
    public void Reasons_compare_as_they_are_written_not_as_they_are_numbered() =>
        // auth_failed before busy before connection_refused; their numbers are 10, 12 and 3.
        Assert.Equal(
            [Reason.AuthFailed, Reason.Busy, Reason.ConnectionRefused],
            new[] { Reason.ConnectionRefused, Reason.Busy, Reason.AuthFailed }
                .Select(reason => Result(Outcome.Down, 10, reason))
                .Order(Comparer<ProbeResult>.Create(ResultPrecedence.Compare))
                .Select(result => result.Reason!.Value)
        );

    [Fact]
    public void A_result_is_no_less_than_itself() => Assert.Equal(0, ResultPrecedence.Compare(Counting, Counting));

    private static ProbeResult Result(Outcome outcome, long startedAt, Reason? reason) =>
        new()
        {
            Target = "pbx",
            Region = "prague",
            ScheduledAt = new Instant(10),
            StartedAt = new Instant(startedAt),
            Trigger = Trigger.Schedule,
            Outcome = outcome,
            Reason = reason,
        };
}
