using Ringback.Protocols.Sip.Transactions;

namespace Ringback.Tests.Unit.Protocols.Sip.Transactions;

public class SipNonInviteTransactionTests
{
    [Fact]
    public void Unanswered_it_is_sent_eleven_times_in_32_seconds()
    {
        var run = new TransactionRun(SipMessages.Request(SipMessages.Options), reliable: false);

        run.RunToEnd();

        // RFC 3261 §17.1.2.2: "500 ms, 1 s, 2 s, 4 s, 4 s, 4 s, etc." until timer F at 64·T1.
        double[] expected = [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5];
        Assert.Equal(expected, run.Sendings.Select(s => s.At.TotalSeconds));
        Assert.Equal(SipTransactionEnd.TimedOut, run.End);
        Assert.Equal(32, run.Now.TotalSeconds);
    }

    [Fact]
    public void After_a_provisional_response_it_is_sent_every_T2()
    {
        var run = new TransactionRun(SipMessages.Request(SipMessages.Options), reliable: false);
        run.AdvanceTo(TimeSpan.FromSeconds(1));

        run.Receive(SipMessages.Response(SipMessages.Ok.Replace("200 OK", "100 Trying")));
        run.RunToEnd();

        double[] expected = [0, 0.5, 1.5, 5.5, 9.5, 13.5, 17.5, 21.5, 25.5, 29.5];
        Assert.Equal(expected, run.Sendings.Select(s => s.At.TotalSeconds));
        Assert.Equal(SipTransactionEnd.TimedOut, run.End);
    }

    [Fact]
    public void A_final_response_goes_up_once_and_the_transaction_lingers_for_T4()
    {
        var run = new TransactionRun(SipMessages.Request(SipMessages.Options), reliable: false);
        run.AdvanceTo(TimeSpan.FromSeconds(0.1));

        run.Receive(SipMessages.Response(SipMessages.Ok));
        run.Receive(SipMessages.Response(SipMessages.Ok));
        run.RunToEnd();

        Assert.Single(run.Responses);
        Assert.Single(run.Sendings);
        Assert.Equal((SipTransactionEnd.Answered, 5.1), (run.End, run.Now.TotalSeconds));
    }

    [Fact]
    public void Over_a_reliable_transport_nothing_is_sent_again_and_nothing_lingers()
    {
        var silent = new TransactionRun(SipMessages.Request(SipMessages.Options), reliable: true);
        silent.RunToEnd();
        var answered = new TransactionRun(SipMessages.Request(SipMessages.Options), reliable: true);
        answered.Receive(SipMessages.Response(SipMessages.Ok));
        answered.RunToEnd();

        Assert.Single(silent.Sendings);
        Assert.Equal(32, silent.Now.TotalSeconds);
        Assert.Equal((SipTransactionEnd.Answered, 0), (answered.End, answered.Now.TotalSeconds));
    }

    [Fact]
    public void A_transport_that_fails_ends_it_once()
    {
        var transaction = SipClientTransaction.Create(
            SipMessages.Request(SipMessages.Options),
            reliable: false,
            SipTimers.Default
        );
        transaction.Start();

        Assert.Equal([new SipAction.Finish(SipTransactionEnd.TransportFailed)], transaction.FailTransport());
        Assert.Empty(transaction.FailTransport());
        Assert.Empty(transaction.Fire(SipTimer.E));
        Assert.Empty(transaction.Receive(SipMessages.Response(SipMessages.Ok)));
    }

    [Theory]
    [InlineData("branch=z9hG4bKa1", "branch=z9hG4bKa1", true)]
    [InlineData("branch=z9hG4bKa1", "branch=z9hG4bKa2", false)]
    [InlineData("CSeq: 1 OPTIONS", "CSeq: 1 INVITE", false)]
    [InlineData("Call-ID: c1", "Call-ID: c2", true)]
    public void Branch_and_method_alone_say_whose_response_it_is(string ours, string theirs, bool matches)
    {
        var transaction = SipClientTransaction.Create(
            SipMessages.Request(SipMessages.Options),
            reliable: false,
            SipTimers.Default
        );

        Assert.Equal(matches, transaction.Matches(SipMessages.Response(SipMessages.Ok.Replace(ours, theirs))));
    }

    [Fact]
    public void A_request_without_a_unique_branch_gets_no_transaction() =>
        Assert.Throws<ArgumentException>(() =>
            SipClientTransaction.Create(
                SipMessages.Request(SipMessages.Options.Replace("z9hG4bKa1", "z9hG4bK")),
                reliable: false,
                SipTimers.Default
            )
        );
}
