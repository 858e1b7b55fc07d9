using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using MailKit.Security;
using MimeKit;
using Ringback.Aggregator.Alerts;
using Ringback.Aggregator.Alerts.Channels;
using Ringback.Tests.BadPeers;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Aggregator.Alerts;

/// <summary>Mail through real servers, with TLS and without.</summary>
public sealed class MailTests(LabFixture lab)
{
    private static readonly TestAuthority Authority = TestAuthority.Root("mail");

    [Fact]
    public async Task Mail_reaches_a_mail_server_in_words_and_in_one_thread()
    {
        var port = await lab.VariableAsync("smtp", "LAB_SMTP_PORT");
        var server = Server(int.Parse(port, CultureInfo.InvariantCulture), SecureSocketOptions.None);
        var before = Letters();
        var answer = await SendAsync(server, ChannelTests.Down);
        await SendAsync(
            server,
            ChannelTests.Down with
            {
                Id = "18",
                Kind = "incident_closed",
                IsOver = true,
                Summary = "Calls \u2713 has recovered after 3 min",
                At = ChannelTests.Since + TimeSpan.FromMinutes(3),
            }
        );
        await SendAsync(server, ChannelTests.Written("identified"));

        Assert.StartsWith("OK", answer, StringComparison.Ordinal);
        var letters = Letters().Except(before).Select(file => MimeMessage.Load(file, Cancel)).ToList();
        var opened = Assert.Single(letters, letter => letter.MessageId == "ringback-17@example.org");
        var closed = Assert.Single(letters, letter => letter.MessageId == "ringback-18@example.org");
        var written = Assert.Single(letters, letter => letter.MessageId == "ringback-19@example.org");
        Assert.Equal("[identified] Calls, identified: a line card", written.Subject);
        Assert.Equal(opened.References, written.References);
        Assert.Contains(
            "Written 2026-10-05T12:08:00Z, identified\na line card\nhas failed\n",
            written.TextBody?.ReplaceLineEndings("\n"),
            StringComparison.Ordinal
        );
        Assert.Equal("[down] Calls \u2713 is down", opened.Subject);
        Assert.Equal("[over] Calls \u2713 has recovered after 3 min", closed.Subject);
        Assert.Equal(opened.References, closed.References);
        Assert.Equal("ringback-incident-4@example.org", opened.InReplyTo);
        Assert.Equal(opened.InReplyTo, closed.InReplyTo);
        Assert.Equal("auto-generated", opened.Headers["Auto-Submitted"]);
        Assert.Equal(["sre@example.org", "boss@example.org"], opened.To.Mailboxes.Select(to => to.Address));
        Assert.Equal(
            """
            Calls ✓ is down

            Began 2026-10-05T12:03:00Z
            Known 2026-10-05T12:04:10Z

            Why, by region:
              prague: sip5xx, unexpected_status, 3 times

            https://status.example.org/#incident-4

            """,
            opened.TextBody?.ReplaceLineEndings("\n")
        );
        Assert.Contains("Over  2026-10-05T12:06:00Z", closed.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_TLS_is_spoken_to_by_either_way_and_with_a_login()
    {
        using var good = Authority.Leaf();
        await using var servers = await MailServers.StartAsync(("starttls", good), ("tls", good), ("login", good));

        await SendAsync(Server(servers.Ports[0], SecureSocketOptions.StartTls));
        await SendAsync(Server(servers.Ports[1], SecureSocketOptions.SslOnConnect));
        await SendAsync(Server(servers.Ports[2], SecureSocketOptions.StartTls) with { Login = Login() });

        Assert.Equal(3, servers.Letters.Count);
    }

    [Theory]
    [InlineData(SecureSocketOptions.StartTls, "starttls")]
    [InlineData(SecureSocketOptions.SslOnConnect, "tls")]
    public async Task A_certificate_that_is_wrong_is_named_and_nothing_is_sent(
        SecureSocketOptions security,
        string mode
    )
    {
        using var good = Authority.Leaf();
        using var expired = Authority.Leaf(toDays: -1);
        using var early = Authority.Leaf(fromDays: 1);
        using var other = Authority.Leaf(host: "mail.elsewhere.test");
        using var foreign = TestAuthority.Root("stranger").Leaf();
        using var client = Authority.Leaf(use: TestAuthority.ClientUse);
        await using var servers = await MailServers.StartAsync(
            (mode, good),
            (mode, expired),
            (mode, early),
            (mode, other),
            (mode, foreign),
            (mode, client)
        );

        Assert.Matches("^cannot be trusted: its certificate is not valid now: from .*Z to .*Z$", await RefusalAsync(1));
        Assert.Matches("^cannot be trusted: its certificate is not valid now: from .*Z to .*Z$", await RefusalAsync(2));
        Assert.Equal("cannot be trusted: its certificate is not for 127.0.0.1", await RefusalAsync(3));
        Assert.Equal(
            "cannot be trusted: its certificate is of none of the authorities in CaFile",
            await RefusalAsync(4)
        );
        Assert.Equal(
            "cannot be trusted: its certificate is of none of the authorities in CaFile",
            await RefusalAsync(5)
        );
        Assert.Equal(
            "cannot be trusted: its certificate is of no authority that this system trusts; CaFile names another",
            await RefusedAsync(Server(servers.Ports[0], security) with { Authorities = null })
        );
        Assert.Empty(servers.Letters);

        Task<string> RefusalAsync(int server) => RefusedAsync(Server(servers.Ports[server], security));
    }

    [Fact]
    public async Task What_a_server_cannot_or_will_not_do_is_said_in_our_words()
    {
        using var good = Authority.Leaf();
        await using var servers = await MailServers.StartAsync(("starttls", good), ("tls", good), ("login", good));
        var port = await lab.VariableAsync("smtp", "LAB_SMTP_PORT");
        var plain = Server(int.Parse(port, CultureInfo.InvariantCulture), SecureSocketOptions.StartTls);
        var starttls = Server(servers.Ports[0], SecureSocketOptions.StartTls);
        var login = Server(servers.Ports[2], SecureSocketOptions.StartTls);

        Assert.Equal("offers no STARTTLS, and nothing is sent in clear text", await RefusedAsync(plain));
        Assert.Equal(
            $"cannot be trusted: it speaks no TLS on port {plain.Port}",
            await RefusedAsync(plain with { Security = SecureSocketOptions.SslOnConnect })
        );
        Assert.Equal("cannot be reached: ConnectionRefused", await RefusedAsync(starttls with { Port = 1 }));
        Assert.Equal(
            "refuses the login",
            await RefusedAsync(login with { Login = new MailLogin("ringback", new Secret("wrong")) })
        );
        Assert.Equal("asks for a login", await RefusedAsync(login));
        Assert.Equal("offers no login", await RefusedAsync(starttls with { Login = Login() }));
        Assert.Empty(servers.Letters);
    }

    [Fact]
    public async Task A_mailbox_that_is_no_more_keeps_nobody_else_from_being_told()
    {
        using var good = Authority.Leaf();
        await using var servers = await MailServers.StartAsync(("starttls", good));
        var server = Server(servers.Ports[0], SecureSocketOptions.StartTls);
        var gone = new MailboxAddress("", "nobody@example.org");

        var answer = await SendAsync(server with { To = [gone, .. server.To] });
        var refused = await RefusedAsync(server with { To = [gone] });

        Assert.EndsWith("; not for nobody@example.org (550)", answer, StringComparison.Ordinal);
        Assert.Equal("takes mail for none of nobody@example.org (550)", refused);
        Assert.Single(servers.Letters);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static MailLogin Login() => new("ringback", new Secret("geheim of the mail"));

    private static MailOptions Server(int port, SecureSocketOptions security) =>
        new(
            "mail",
            "127.0.0.1",
            port,
            security,
            null,
            new MailboxAddress("Ringback", "ringback@example.org"),
            [new MailboxAddress("", "sre@example.org"), new MailboxAddress("", "boss@example.org")],
            new X509Certificate2Collection(Authority.Certificate)
        );

    private static Task<string> SendAsync(MailOptions server, Notice? notice = null) =>
        new MailChannel(server, TimeProvider.System).SendAsync(notice ?? ChannelTests.Down, Cancel);

    private static async Task<string> RefusedAsync(MailOptions server) =>
        (await Assert.ThrowsAsync<RefusedException>(() => SendAsync(server))).Message;

    private List<string> Letters()
    {
        var folder = new DirectoryInfo(Path.Combine(lab.Variables["LAB_SMTP_MAIL"], "new"));
        return folder.Exists ? [.. folder.EnumerateFiles().Select(file => file.FullName)] : [];
    }
}
