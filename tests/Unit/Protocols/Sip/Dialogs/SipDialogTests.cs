using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Dialogs;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.Tests.Unit.Protocols.Sip.Dialogs;

public class SipDialogTests
{
    private static readonly SipVia Via = SipVia.Create("UDP", "192.0.2.1", 5060, "z9hG4bKnew");

    private static readonly SipRequest Invite = SipMessages.Request(
        SipMessages
            .Options.Replace("OPTIONS", "INVITE")
            .Replace("CSeq: 1", "CSeq: 7")
            .Replace("To:", "Authorization: Digest realm=\"x\"\nTo:")
    );

    private const string Proxies = "Record-Route: <sip:last.example.com;lr>, <sip:first.example.com;lr>\n";

    [Fact]
    public void An_answer_makes_a_dialog()
    {
        var dialog = Create("Contact: <sip:echo@192.0.2.50:5090?x=y>\n" + Proxies);

        Assert.Equal("sip:echo@192.0.2.50:5090", dialog.RemoteTarget.ToString());
        Assert.Equal(["first.example.com", "last.example.com"], dialog.RouteSet.Select(r => r.Uri.Host));
        Assert.Equal("first.example.com", dialog.NextHop.Host);
        Assert.Equal(("f1", "t1", 7u), (dialog.Local.Tag, dialog.Remote.Tag, dialog.LocalCSeq));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Contact: *\n")]
    [InlineData("Contact: <mailto:x@y>\n")]
    [InlineData("Contact: <sip:a@b>, <sip:c@d>\n")]
    [InlineData("Contact: <sip:a@b>\nRecord-Route: broken\n")]
    public void An_answer_that_leads_nowhere_makes_none(string headers) =>
        Assert.False(SipDialog.TryCreate(Invite, Ok(headers), out _));

    [Fact]
    public void The_ACK_of_a_2xx_has_the_INVITEs_number_and_credentials_and_a_branch_of_its_own()
    {
        var ack = Create("Contact: <sip:echo@192.0.2.50>\n").CreateAck(Invite, Via);

        Assert.Equal(("ACK", "7 ACK"), (ack.Method, ack.CSeq?.ToString()));
        Assert.Equal("z9hG4bKnew", Assert.Single(ack.Vias).Branch);
        Assert.Equal("sip:echo@192.0.2.50", ack.Uri.ToString());
        Assert.Equal(Invite.First("Authorization"), ack.First("Authorization"));
    }

    [Fact]
    public void Each_request_counts_on()
    {
        var dialog = Create("Contact: <sip:echo@192.0.2.50>\n" + Proxies);

        var (next, options) = dialog.CreateRequest("OPTIONS", Via);
        var (_, bye) = next.CreateRequest("BYE", Via);

        Assert.Equal(("8 OPTIONS", "9 BYE"), (options.CSeq?.ToString(), bye.CSeq?.ToString()));
        Assert.Equal(("f1", "t1"), (bye.From?.Tag, bye.To?.Tag));
        Assert.Equal(SipFault.None, SipMessageRules.FindFault(SipMessages.Parse(bye.ToBytes())));
    }

    [Fact]
    public void Loose_routers_leave_the_Request_URI_alone()
    {
        var (_, bye) = Create("Contact: <sip:echo@192.0.2.50>\n" + Proxies).CreateRequest("BYE", Via);

        Assert.Equal("sip:echo@192.0.2.50", bye.Uri.ToString());
        Assert.Equal(["<sip:first.example.com;lr>", "<sip:last.example.com;lr>"], bye.All("Route"));
    }

    [Fact]
    public void A_strict_router_finds_itself_in_the_Request_URI()
    {
        var dialog = Create(
            "Contact: <sip:echo@192.0.2.50>\nRecord-Route: <sip:last.example.com;lr>, <sip:first.example.com>\n"
        );

        var (_, bye) = dialog.CreateRequest("BYE", Via);

        Assert.Equal("sip:first.example.com", bye.Uri.ToString());
        Assert.Equal(["<sip:last.example.com;lr>", "<sip:echo@192.0.2.50>"], bye.All("Route"));
    }

    [Fact]
    public void Requests_of_the_peer_are_known_by_call_and_both_tags_and_must_count_up()
    {
        var dialog = Create("Contact: <sip:echo@192.0.2.50>\n");
        var bye = SipMessages.Request(
            SipMessages
                .Options.Replace("OPTIONS", "BYE")
                .Replace("<sip:probe@192.0.2.1>;tag=f1", "<sip:pbx.example.com>;tag=t1")
                .Replace("To: <sip:pbx.example.com>", "To: <sip:probe@192.0.2.1>;tag=f1")
        );

        Assert.True(dialog.Owns(bye));
        Assert.False(dialog.Owns(Invite));
        Assert.True(dialog.TryTake(bye, out var after));
        Assert.False(after.TryTake(bye, out _));
    }

    [Fact]
    public void A_CANCEL_is_the_INVITE_with_another_method_and_no_body()
    {
        var cancel = SipFollowUp.Cancel(Invite);

        Assert.Equal((Invite.Uri, "7 CANCEL"), (cancel.Uri, cancel.CSeq?.ToString()));
        Assert.Equal(Invite.Vias, cancel.Vias);
        Assert.Equal(Invite.To, cancel.To);
        Assert.Null(cancel.First("Authorization"));
    }

    private static SipDialog Create(string headers)
    {
        Assert.True(SipDialog.TryCreate(Invite, Ok(headers), out var dialog));
        return dialog;
    }

    private static SipResponse Ok(string headers) =>
        SipMessages.Response(
            SipMessages.Ok.Replace("1 OPTIONS", "7 INVITE").Replace("Content-Length", headers + "Content-Length")
        );
}
