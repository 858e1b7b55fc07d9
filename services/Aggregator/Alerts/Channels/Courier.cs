using System.Globalization;
using MailKit.Net.Smtp;
using MimeKit;

namespace Ringback.Aggregator.Alerts.Channels;

/// <summary>Brings a mail to those who can be reached, though others cannot: one dead mailbox keeps nobody else asleep.</summary>
internal sealed class Courier : SmtpClient
{
    private readonly List<string> _refused = [];

    /// <summary>Whom the server would not take it for, and its status; empty where it took it for all.</summary>
    public IReadOnlyList<string> Refused => _refused;

    protected override void OnRecipientNotAccepted(
        MimeMessage message,
        MailboxAddress mailbox,
        SmtpResponse response
    ) => _refused.Add(string.Create(CultureInfo.InvariantCulture, $"{mailbox.Address} ({(int)response.StatusCode})"));

    protected override void OnNoRecipientsAccepted(MimeMessage message) =>
        throw new RefusedException($"takes mail for none of {string.Join(", ", _refused)}");
}
