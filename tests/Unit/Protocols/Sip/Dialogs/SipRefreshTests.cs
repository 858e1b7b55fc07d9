using System.Text;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Dialogs;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.Tests.Unit.Protocols.Sip.Dialogs;

public sealed class SipRefreshTests
{
    private static readonly SipRefresh Asked = new(Seconds(180), Seconds(90), ByUpdate: true);

    [Theory]
    [InlineData(90, 60)]
    [InlineData(96, 64)]
    [InlineData(1800, 1768)]
    public void A_session_is_given_up_a_third_or_32_s_before_its_end(int interval, int patience) =>
        Assert.Equal(Seconds(patience), (Asked with { Interval = Seconds(interval) }).Patience);

    [Theory]
    [InlineData(true, 0, 2.1)]
    [InlineData(true, 0.5, 3.05)]
    [InlineData(true, 0.9999, 4)]
    [InlineData(false, 0, 0)]
    [InlineData(false, 0.9999, 2)]
    public void Of_two_that_collide_the_caller_waits_longer(bool isOurCallId, double chance, double after) =>
        Assert.Equal(
            (Seconds(after), Asked),
            Asked.Again(Refused("491 Request Pending"), Seconds(60), isOurCallId, chance)
        );

    [Theory]
    [InlineData("Min-SE: 300\r\n", 300)]
    [InlineData("Min-SE: 3600;later=no\r\n", 3600)]
    [InlineData("Min-SE: 3601\r\n", null)]
    [InlineData("Min-SE: 180\r\n", null)] // what it was asked
    [InlineData("Min-SE: -1\r\n", null)]
    [InlineData("", null)]
    public void A_longer_session_is_asked_for_at_once(string more, int? interval)
    {
        var again = Asked.Again(Refused("422 Session Interval Too Small", more), Seconds(60), true, 0);

        Assert.Equal(
            interval is { } longer
                ? (TimeSpan.Zero, Asked with { Interval = Seconds(longer), Least = Seconds(longer) })
                : null,
            again
        );
    }

    [Theory]
    [InlineData("405 Method Not Allowed")]
    [InlineData("501 Not Implemented")]
    public void Who_does_not_know_UPDATE_gets_INVITE(string status)
    {
        var again = Asked.Again(Refused(status), Seconds(60), true, 0);

        Assert.Equal((TimeSpan.Zero, Asked with { ByUpdate = false }), again);
        Assert.Equal((Seconds(30), again!.Value.Next), again.Value.Next.Again(Refused(status), Seconds(60), true, 0));
    }

    [Theory]
    [InlineData("503 Busy", "Retry-After: 10\r\n", 10.0)]
    [InlineData("500 Pending", "Retry-After: 0\r\n", 0.0)]
    [InlineData("486 Busy", "Retry-After: 59 (soon)\r\n", 59.0)]
    [InlineData("503 Busy", "Retry-After: 60\r\n", null)] // too late
    [InlineData("503 Busy", "Retry-After: 4294967295\r\n", null)]
    [InlineData("503 Busy", "Retry-After: soon\r\n", 30.0)]
    [InlineData("503 Busy", "", 30.0)]
    [InlineData("488 Not Acceptable Here", "", 30.0)]
    public void Others_are_asked_when_they_say_or_halfway_to_the_end(string status, string more, double? after)
    {
        var again = Asked.Again(Refused(status, more), Seconds(60), true, 0);

        Assert.Equal(after is { } seconds ? (Seconds(seconds), Asked) : null, again);
    }

    [Fact]
    public void With_no_time_left_nothing_helps() =>
        Assert.Null(Asked.Again(Refused("488 Not Acceptable Here"), TimeSpan.Zero, true, 0));

    [Theory]
    [InlineData("90", 90, null)]
    [InlineData("1800;refresher=UAC", 1800, "uac")]
    [InlineData("1800 ; x=y ; refresher = uas", 1800, "uas")]
    public void Session_Expires_is_read(string text, int interval, string? refresher)
    {
        Assert.True(SipSessionExpires.TryParse(text, out var session));
        Assert.Equal(new(Seconds(interval), refresher), session);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("soon;refresher=uac")]
    [InlineData("86401")]
    [InlineData("99999999999999999999")]
    [InlineData("90 refresher=uac")]
    public void Session_Expires_without_sense_is_none(string text) =>
        Assert.False(SipSessionExpires.TryParse(text, out _));

    private static SipResponse Refused(string status, string more = "") =>
        SipMessage.TryParse(
            Encoding.ASCII.GetBytes(
                $"SIP/2.0 {status}\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKa\r\nFrom: <sip:a@a>;tag=a\r\nTo: <sip:b@b>;tag=b\r\nCall-ID: a\r\nCSeq: 2 UPDATE\r\n{more}Content-Length: 0\r\n\r\n"
            ),
            out var message
        )
            ? (SipResponse)message
            : throw new InvalidOperationException(status);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
