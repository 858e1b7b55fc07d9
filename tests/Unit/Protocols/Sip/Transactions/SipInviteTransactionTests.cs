using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Transactions;

namespace Ringback.Tests.Unit.Protocols.Sip.Transactions;

public class SipInviteTransactionTests
{
    private static readonly SipRequest Invite = SipMessages.Request(
        SipMessages.Options.Replace("OPTIONS", "INVITE").Replace("To:", "Route: <sip:edge.example.com;lr>\nTo:")
    );

    private static readonly int[] Statuses = [100, 180, 183, 200, 200, 302, 486, 503, 603];

    [Fact]
    public void Unanswered_it_is_sent_seven_times_in_32_seconds()
    {
        var run = new TransactionRun(Invite, reliable: false);

        run.RunToEnd();

        // RFC 3261 §17.1.1.2: "0, T1, 3T1, 7T1, 15T1, 31T1, 63T1".
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5], run.Sendings.Select(s => s.At.TotalSeconds));
        Assert.Equal((SipTransactionEnd.TimedOut, 32), (run.End, run.Now.TotalSeconds));
    }

    [Fact]
    public void A_provisional_response_stops_the_sending_and_the_waiting()
    {
        var run = new TransactionRun(Invite, reliable: false);
        run.Receive(Response(180));
        run.AdvanceTo(TimeSpan.FromMinutes(3));

        Assert.Single(run.Sendings);
        Assert.Null(run.End);
        Assert.Equal(SipTransactionState.Proceeding, run.State);
    }

    [Fact]
    public void Every_2xx_goes_up_for_64_T1_and_is_never_acknowledged_here()
    {
        var run = new TransactionRun(Invite, reliable: false);
        run.Receive(Response(200));
        run.AdvanceTo(TimeSpan.FromSeconds(10));
        run.Receive(Response(200));
        run.Receive(Response(180));
        run.RunToEnd();

        Assert.Equal(2, run.Responses.Count);
        Assert.Single(run.Sendings);
        Assert.Equal((SipTransactionEnd.Answered, 32), (run.End, run.Now.TotalSeconds));
    }

    [Fact]
    public void A_refusal_is_acknowledged_each_time_it_comes_and_goes_up_once()
    {
        var run = new TransactionRun(Invite, reliable: false);
        run.Receive(Response(100));
        run.Receive(Response(486));
        run.Receive(Response(486));
        run.RunToEnd();

        Assert.Equal([100, 486], run.Responses.Select(r => r.Status));
        Assert.Equal(["INVITE", "ACK", "ACK"], run.Sendings.Select(s => s.Request.Method));
        Assert.Equal((SipTransactionEnd.Answered, 32), (run.End, run.Now.TotalSeconds));
    }

    [Fact]
    public void The_ACK_of_a_refusal_is_of_the_same_transaction()
    {
        var run = new TransactionRun(Invite, reliable: false);
        run.Receive(Response(486));

        var ack = run.Sendings[1].Request;

        Assert.Equal(Invite.Uri, ack.Uri);
        Assert.Equal(Invite.Vias, ack.Vias);
        Assert.Equal((Invite.From, Invite.CallId), (ack.From, ack.CallId));
        Assert.Equal("t1", ack.To?.Tag);
        Assert.Equal("1 ACK", ack.CSeq?.ToString());
        Assert.Equal(Invite.First("Route"), ack.First("Route"));
        Assert.Equal(SipFault.None, SipMessageRules.FindFault(SipMessages.Parse(ack.ToBytes())));
    }

    [Fact]
    public void Whatever_comes_in_whatever_order_it_ends_and_passes_up_one_final_refusal() =>
        Gen.Select(Gen.Int[0, 40_000], Gen.Int[0, Statuses.Length - 1].Select(i => Statuses[i]))
            .Array[0, 12]
            .Sample(events =>
            {
                var run = new TransactionRun(Invite, reliable: false);
                foreach (var (at, status) in events.OrderBy(e => e.Item1))
                {
                    run.AdvanceTo(TimeSpan.FromMilliseconds(at));
                    if (run.End is null)
                        run.Receive(Response(status));
                }

                if (run.State == SipTransactionState.Proceeding)
                    run.Receive(Response(487));

                if (run.End is null)
                    run.RunToEnd();

                var finals = run.Responses.Where(r => !r.IsProvisional).ToList();
                Assert.True(finals.Count(r => !r.IsSuccess) <= 1);
                Assert.False(finals.Any(r => r.IsSuccess) && finals.Any(r => !r.IsSuccess));
                Assert.Equal(finals.Count == 0, run.End == SipTransactionEnd.TimedOut);
            });

    private static SipResponse Response(int status) =>
        SipResponse.Answering(Invite, status, "Phrase", status == 100 ? null : "t1");
}
