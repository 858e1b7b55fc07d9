using Microsoft.Extensions.Time.Testing;
using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sip;
using static Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip.LoopbackSipPeer;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

public class SipBindingTests
{
    private static readonly SipUri Account = SipUri.Create("alice", "pbx.test");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_binding_is_made_read_back_and_removed_with_one_nonce()
    {
        await using var peer = new LoopbackSipPeer(
            (request, _) =>
                Header(request, "Authorization").Length == 0 ? [Challenged(request, "n1")]
                : Header(request, "Contact").EndsWith("expires=0", StringComparison.Ordinal)
                    ? [Response(request, "200 OK")]
                :
                [
                    Response(
                        request,
                        "200 OK",
                        "Contact: <sip:other@x>, <sip:CONTACT@nat:1>;expires=59\r\n".Replace("CONTACT", _contact)
                    ),
                ]
        );
        await using var agent = new SipUserAgent(SipRuns.Run(), peer.EndPoint);
        var binding = agent.Bind(Account, Alice());
        _contact = binding.Contact.User!;

        Assert.Equal(200, (await binding.RegisterAsync(Cancel)).Response.Status);
        var (_, ours) = await binding.ReadBackAsync(Cancel);
        Assert.Equal(200, (await binding.RemoveAsync(Cancel)).Response.Status);

        Assert.Equal(("nat", "59"), (ours?.Uri.Host, ours?.Parameters.Get("expires")));
        Assert.False(binding.MayBeBound);
        List<string> asked = [];
        for (var i = 0; i < 4; i++)
            asked.Add(await peer.NextAsync("REGISTER sip:pbx.test SIP/2.0"));

        Assert.Equal(["1 REGISTER", "2 REGISTER", "3 REGISTER", "4 REGISTER"], asked.Select(a => Header(a, "CSeq")));
        Assert.Single(asked.Select(a => Header(a, "Call-ID") + Header(a, "From")).Distinct());
        Assert.Equal(
            ["", "nc=00000001", "nc=00000002", "nc=00000003"],
            asked.Select(a => Header(a, "Authorization").Split(", ")[^1])
        );
        Assert.Equal(["60", "60", "", "0"], asked.Select(a => Header(a, "Expires")));
    }

    private string _contact = "";

    [Fact]
    public async Task A_binding_that_may_be_there_is_removed_behind_the_run_once_its_request_has_ended()
    {
        await using var peer = new LoopbackSipPeer(
            (request, number) =>
                number switch
                {
                    0 => [Challenged(request, "n1")],
                    1 => [],
                    _ => [Response(request, "200 OK")],
                }
        );
        var given = await GiveUpAsync(peer, requests: 2);

        Assert.Equal(given, await peer.NextAsync("REGISTER")); // again, as nobody had answered it
        var removal = await peer.NextAsync("REGISTER");
        Assert.Equal("0", Header(removal, "Expires"));
        Assert.NotEqual("", Header(removal, "Authorization"));
        Assert.Equal(Header(given, "Call-ID"), Header(removal, "Call-ID"));
        Assert.Empty(peer.Rest());
    }

    [Fact]
    public async Task What_was_given_up_before_its_challenge_is_not_answered_for_and_needs_no_removal()
    {
        await using var peer = new LoopbackSipPeer((request, number) => number == 0 ? [] : [Challenged(request, "n1")]);
        var given = await GiveUpAsync(peer, requests: 1);

        Assert.Equal(given, await peer.NextAsync("REGISTER"));
        Assert.Empty(peer.Rest());
    }

    /// <summary>Registers until the peer has got so many requests, gives up, and waits until all is cleaned up.</summary>
    /// <returns>The last request before.</returns>
    private static async Task<string> GiveUpAsync(LoopbackSipPeer peer, int requests)
    {
        var time = new FakeTimeProvider();
        var agent = new SipUserAgent(SipRuns.Run(time), peer.EndPoint);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var registering = agent.Bind(Account, Alice()).RegisterAsync(deadline.Token);
        var given = "";
        for (var i = 0; i < requests; i++)
            given = await peer.NextAsync("REGISTER");

        await deadline.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => registering);
        await agent.DisposeAsync();
        await time.AdvanceUntilAsync(agent.Closed);
        return given;
    }

    [Fact]
    public async Task A_password_that_is_refused_is_tried_once_whatever_the_nonce()
    {
        await using var peer = new LoopbackSipPeer((request, number) => [Challenged(request, $"n{number}")]);
        await using var agent = new SipUserAgent(SipRuns.Run(), peer.EndPoint);
        var binding = agent.Bind(Account, Alice());

        Assert.Equal(401, (await binding.RegisterAsync(Cancel)).Response.Status);

        Assert.Equal("The server refused the user name or the password.", binding.Refusal);
        await peer.NextAsync("REGISTER");
        await peer.NextAsync("REGISTER");
        Assert.Empty(peer.Rest());
        Assert.False(binding.MayBeBound);
    }

    [Fact]
    public async Task A_stale_nonce_is_answered_with_the_fresh_one_but_not_for_ever()
    {
        await using var peer = new LoopbackSipPeer(
            (request, number) => [Challenged(request, $"n{number}", number == 0 ? "" : ", stale=true")]
        );
        await using var agent = new SipUserAgent(SipRuns.Run(), peer.EndPoint);

        Assert.Equal(401, (await agent.Bind(Account, Alice()).RegisterAsync(Cancel)).Response.Status);

        for (var i = 0; i < 5; i++)
            await peer.NextAsync("REGISTER");

        Assert.Empty(peer.Rest());
    }

    [Theory]
    [InlineData(
        "other.test",
        DigestStrength.Md5,
        "The server asks for the realm 'pbx.test', and the account is one of 'other.test': if it is one of the other too, say so: realm: \"pbx.test\""
    )]
    [InlineData("pbx.test", DigestStrength.Sha256, "The server asks for MD5, which is weaker than the check allows.")]
    public async Task Another_realm_or_a_weaker_hash_is_told_nothing(
        string realm,
        DigestStrength weakest,
        string refusal
    )
    {
        await using var peer = new LoopbackSipPeer((request, _) => [Challenged(request, "n")]);
        await using var agent = new SipUserAgent(SipRuns.Run(), peer.EndPoint);
        var binding = agent.Bind(Account, Alice() with { Realm = realm, Weakest = weakest });

        Assert.Equal(401, (await binding.RegisterAsync(Cancel)).Response.Status);

        Assert.Equal(refusal, binding.Refusal);
        await peer.NextAsync("REGISTER");
        Assert.Empty(peer.Rest());
    }

    [Fact]
    public async Task A_registrar_that_wants_longer_bindings_gets_one()
    {
        await using var peer = new LoopbackSipPeer(
            (request, number) =>
                [Response(request, number == 0 ? "423 Interval Too Brief" : "200 OK", "Min-Expires: 120\r\n")]
        );
        await using var agent = new SipUserAgent(SipRuns.Run(), peer.EndPoint);

        Assert.Equal(200, (await agent.Bind(Account, null).RegisterAsync(Cancel)).Response.Status);

        await peer.NextAsync("REGISTER");
        Assert.Equal("120", Header(await peer.NextAsync("REGISTER"), "Expires"));
    }

    private static SipCredentials Alice() => new("alice", "secret1", "PBX.test");

    private static string Challenged(string request, string nonce, string more = "") =>
        Response(
            request,
            "401 Unauthorized",
            $"WWW-Authenticate: Digest realm=\"pbx.test\", nonce=\"{nonce}\", algorithm=MD5, qop=\"auth\"{more}\r\n"
        );
}
