using Ringback.Protocols.Stun;

namespace Ringback.Tests.Unit.Protocols.Stun;

public class StunRetransmissionTests
{
    [Fact]
    public void The_defaults_are_the_example_of_the_RFC()
    {
        // RFC 8489 §6.2.1: sent at 0, 500, 1500, 3500, 7500, 15500 and 31500 ms, failed at 39500 ms.
        var sentAt = new List<double> { 0 };
        foreach (var wait in StunRetransmission.Default.Waits)
            sentAt.Add(sentAt[^1] + wait.TotalMilliseconds);

        Assert.Equal([0, 500, 1500, 3500, 7500, 15500, 31500], sentAt);
        Assert.Equal(TimeSpan.FromMilliseconds(39500), StunRetransmission.Default.GivesUpAfter);
    }
}
