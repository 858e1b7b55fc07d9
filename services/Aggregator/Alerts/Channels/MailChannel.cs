using System.Globalization;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Ringback.Aggregator.Alerts.Channels;

/// <summary>Mail by SMTP: plain text, one thread in the reader's mailbox from the call to its end.</summary>
internal sealed class MailChannel(MailOptions receiver) : IChannel
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public string Name => receiver.Name;

    public string Kind => "mail";

    public async Task<string> SendAsync(Notice notice, CancellationToken cancel)
    {
        using var message = Compose(notice, receiver);
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(receiver.Host, receiver.Port, receiver.Security, cancel);
            if (receiver.Login is { } login)
                await client.AuthenticateAsync(login, cancel);

            var answer = await client.SendAsync(message, cancel);
            await client.DisconnectAsync(quit: true, cancel);
            return answer;
        }
        catch (SmtpCommandException e)
        {
            throw new RefusedException($"answered {(int)e.StatusCode}");
        }
        catch (Exception e)
            when (e
                    is ProtocolException
                        or AuthenticationException
                        or SslHandshakeException
                        or System.Net.Sockets.SocketException
                        or IOException
                        or TimeoutException
                        or NotSupportedException
            )
        {
            throw new RefusedException($"cannot be told: {e.GetType().Name}"); // a server's words may quote what it was sent
        }
    }

    public static MimeMessage Compose(Notice notice, MailOptions receiver)
    {
        var message = new MimeMessage();
        message.From.Add(receiver.From);
        message.To.AddRange(receiver.To);
        message.Subject =
            $"[{(notice.IsOver ? "over" : notice.Severity ?? Words.Of(notice.Urgency))}] {notice.Summary}";
        message.Date = notice.KnownAt.ToDateTimeOffset();
        message.MessageId = $"ringback-{notice.Id}@{receiver.From.Domain}";
        message.References.Add($"ringback-{notice.Thread}@{receiver.From.Domain}");
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: no out-of-office answers
        message.Body = new TextPart("plain") { Text = Text(notice) };
        return message;
    }

    private static string Text(Notice notice)
    {
        var text = new StringBuilder();
        text.AppendLine(notice.Summary).AppendLine();
        text.Append("Since ").Append(notice.At).Append(", known ").Append(notice.KnownAt).AppendLine();
        if (notice.IsFlapping)
            text.AppendLine("It comes and goes: nothing more is told until it is quiet.");

        if (notice.Causes.Count > 0)
            text.AppendLine().AppendLine("Why, by region:");

        foreach (var cause in notice.Causes)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  {cause.Where}: {Words.Of(cause.Layer)}, {Words.Of(cause.Reason)}, {cause.Count} times"
            );

        if (notice.Link is { } link)
            text.AppendLine().Append(link).AppendLine();

        return text.ToString();
    }
}
