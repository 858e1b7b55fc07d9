using System.Net.Sockets;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Ringback.Aggregator.Alerts.Channels;

/// <summary>Mail by SMTP: plain text, one thread in the reader's mailbox from the call to its end.</summary>
internal sealed class MailChannel(MailOptions receiver, TimeProvider time) : IChannel
{
    /// <summary>For the whole conversation.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Name => receiver.Name;

    public string Kind => "mail";

    public async Task<string> SendAsync(Notice notice, CancellationToken cancel)
    {
        using var message = Compose(notice, receiver, time.GetUtcNow());
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        var trust = new MailTrust(receiver.Host, receiver.Authorities);
        using var client = new Courier
        {
            Timeout = (int)Patience.TotalMilliseconds,
            CheckCertificateRevocation = false,
            ServerCertificateValidationCallback = trust.IsGood,
        };
        try
        {
            await client.ConnectAsync(receiver.Host, receiver.Port, receiver.Security, either.Token);
            if (receiver.Login is { } login)
                await client.AuthenticateAsync(login.User, login.Password.Read(), either.Token);

            var answer = await client.SendAsync(message, either.Token);
            await client.DisconnectAsync(quit: true, either.Token);
            return client.Refused.Count == 0 ? answer : $"{answer}; not for {string.Join(", ", client.Refused)}";
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new RefusedException("did not answer in time");
        }
        catch (Exception e) when (Said(e, trust.Why, client.IsSecure) is { } said)
        {
            throw new RefusedException(said);
        }
    }

    /// <summary>What went wrong, never in the server's own words: they may quote what it was sent.</summary>
    /// <returns>Null of what is no failure of the server.</returns>
    private string? Said(Exception e, string? distrust, bool isSecure) =>
        e switch
        {
            SmtpCommandException refused => $"answered {(int)refused.StatusCode}, {ErrorText(refused.ErrorCode)}",
            SslHandshakeException => $"cannot be trusted: {distrust ?? $"it speaks no TLS on port {receiver.Port}"}",
            NotSupportedException when receiver.Security == SecureSocketOptions.StartTls && !isSecure =>
                "offers no STARTTLS, and nothing is sent in clear text",
            NotSupportedException => "offers no login",
            AuthenticationException => "refuses the login",
            ServiceNotAuthenticatedException => "asks for a login",
            SocketException socket => $"cannot be reached: {socket.SocketErrorCode}",
            TimeoutException => "did not answer in time",
            ProtocolException or IOException or ServiceNotConnectedException => "broke off the conversation",
            _ => null,
        };

    private static string ErrorText(SmtpErrorCode code) =>
        code switch
        {
            SmtpErrorCode.MessageNotAccepted => "the message is not taken",
            SmtpErrorCode.SenderNotAccepted => "the sender is not taken",
            SmtpErrorCode.RecipientNotAccepted => "a recipient is not taken",
            _ => "which was not expected",
        };

    /// <param name="now">When it is sent, which may be long after what it tells.</param>
    public static MimeMessage Compose(Notice notice, MailOptions receiver, DateTimeOffset now)
    {
        var thread = $"ringback-{notice.Thread}@{receiver.From.Domain}";
        var message = new MimeMessage();
        message.From.Add(receiver.From);
        message.To.AddRange(receiver.To);
        message.Subject = $"[{Mark(notice)}] {notice.Summary}";
        message.Date = now;
        message.MessageId = $"ringback-{notice.Id}@{receiver.From.Domain}";
        message.InReplyTo = thread; // of no letter: readers gather those that reply to the same
        message.References.Add(thread);
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: no out-of-office answers
        message.Body = new TextPart("plain") { Text = Text(notice) };
        return message;
    }

    private static string Mark(Notice notice) =>
        notice.IsTest ? "test"
        : notice.IsUpdate && notice.Update is { } update ? update.Status
        : notice.IsOver ? "over"
        : notice.Severity ?? Words.Of(notice.Urgency);

    private static string Text(Notice notice)
    {
        var text = new StringBuilder();
        text.AppendLine(notice.Summary).AppendLine();
        if (!notice.IsTest)
            text.Append("Began ").Append(notice.OpenedAt).AppendLine();
        if (notice is { IsOver: true, IsTest: false, IsUpdate: false })
            text.Append("Over  ").Append(notice.At).AppendLine();
        text.Append("Known ").Append(notice.KnownAt).AppendLine();

        if (notice.Update is { } update)
            text.AppendLine()
                .Append("Written ")
                .Append(update.WrittenAt)
                .Append(", ")
                .AppendLine(update.Status)
                .AppendLine(update.Body);

        if (notice.Causes.Count > 0)
            text.AppendLine().AppendLine("Why, by region:");

        foreach (var cause in notice.Causes)
            text.Append("  ").AppendLine(Words.Of(cause));

        if (notice.Link is { } link)
            text.AppendLine().Append(link).AppendLine();

        return text.ToString();
    }
}
