using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit.Security;
using MimeKit;

namespace Ringback.Aggregator.Alerts;

/// <summary>Reads who is told from the configuration: every error at once, each naming its setting.</summary>
internal sealed class AlertSettings(IConfiguration configuration, List<string> errors)
{
    private const int LeastSecret = 16;
    private static readonly Secret None = new("");
    private static readonly Uri Nowhere = new("http://invalid.invalid/");
    private static readonly Uri PagerDutyEvents = new("https://events.pagerduty.com/v2/enqueue");

    /// <param name="errors">Gets a line for each mistake, which names the setting.</param>
    public static AlertOptions Read(IConfiguration configuration, List<string> errors) =>
        new AlertSettings(configuration, errors).Read();

    private AlertOptions Read()
    {
        var options = new AlertOptions
        {
            Webhooks = Each(
                "Webhooks",
                section => new WebhookOptions(
                    Name(section),
                    Url(section, null),
                    Content(section, "Secret", "the key that deliveries are signed with", LeastSecret)
                )
            ),
            Alertmanagers = Each(
                "Alertmanagers",
                section => new AlertmanagerOptions(Name(section), Url(section, null))
            ),
            PagerDuty = Each(
                "PagerDuty",
                section => new PagerDutyOptions(
                    Name(section),
                    Url(section, PagerDutyEvents),
                    Content(section, "RoutingKey", "the routing key of an integration")
                )
            ),
            Mail = Each("Mail", Mail),
            Dapr = Each(
                "Dapr",
                section => new DaprOptions(Name(section), Needed(section, "PubSub"), Needed(section, "Topic"))
            ),
            Page = configuration["Alerts:PageUrl"] is { Length: > 0 }
                ? Url(configuration.GetSection("Alerts"), null, "PageUrl")
                : null,
        };
        foreach (var twice in options.Names.GroupBy(name => name).Where(same => same.Count() > 1))
            errors.Add($"Alerts: two receivers are named '{twice.Key}'; give each a Name of its own");

        return options;
    }

    private List<T> Each<T>(string kind, Func<IConfigurationSection, T> read) =>
        [.. configuration.GetSection($"Alerts:{kind}").GetChildren().Select(read)];

    private MailOptions Mail(IConfigurationSection section)
    {
        var security = section["Security"] switch
        {
            null or "" or "starttls" => SecureSocketOptions.StartTls,
            "tls" => SecureSocketOptions.SslOnConnect,
            "none" => SecureSocketOptions.None,
            _ => Bad(SecureSocketOptions.StartTls, $"{section.Path}:Security is none of starttls, tls, none"),
        };
        var user = section["User"] is { Length: > 0 } given ? given : null;
        if (user is not null && security == SecureSocketOptions.None)
            errors.Add($"{section.Path}:User would send its password in clear text; say starttls or tls");

        var to = section["To"] ?? "";
        return new MailOptions(
            Name(section),
            Needed(section, "Host"),
            Port(section, security == SecureSocketOptions.SslOnConnect ? 465 : 587),
            security,
            user is null ? null : new MailLogin(user, Content(section, "Password", "the password of User")),
            Mailbox(section, "From", section["From"]),
            [.. to.Split(',', StringSplitOptions.TrimEntries).Select(each => Mailbox(section, "To", each))],
            Authorities(section)
        );
    }

    private static string Name(IConfigurationSection section) =>
        section["Name"] is { Length: > 0 } name ? name : section.Path;

    private string Needed(IConfigurationSection section, string key) =>
        section[key] is { Length: > 0 } text ? text : Bad("", $"{section.Path}:{key} is missing");

    private int Port(IConfigurationSection section, int usual) =>
        section["Port"] is not { Length: > 0 } text ? usual
        : ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port
        : Bad(usual, $"{section.Path}:Port is no port");

    private MailboxAddress Mailbox(IConfigurationSection section, string key, string? text) =>
        MailboxAddress.TryParse(text ?? "", out var mailbox) && mailbox.Address.Contains('@', StringComparison.Ordinal)
            ? mailbox
            : Bad(
                new MailboxAddress("", "nobody@invalid.invalid"),
                $"{section.Path}:{key} is no mail address; write one such as ringback@example.org (To: several, with commas)"
            );

    private Uri Url(IConfigurationSection section, Uri? usual, string key = "Url") =>
        section[key] is null or "" && usual is not null ? usual
        : Uri.TryCreate(section[key], UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
        : Bad(Nowhere, $"{section.Path}:{key} is no http or https address");

    /// <summary>A secret: the content of the file that <c>KeyFile</c> names, or what <c>Key</c> itself says, for those whose platform gives secrets as environment.</summary>
    private Secret Content(IConfigurationSection section, string key, string what, int least = 1)
    {
        var file = section[$"{key}File"];
        if (section[key] is { Length: > 0 } said)
            return string.IsNullOrEmpty(file)
                ? new Secret(Long(said.Trim()))
                : Bad(None, $"{section.Path}: {key} and {key}File are both given; give one of them");

        try
        {
            var content = File.ReadAllText(file ?? "").Trim();
            return content.Length > 0
                ? new Secret(Long(content), file, least)
                : Bad(None, $"{section.Path}:{key}File is empty: it holds {what}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Bad(None, $"{section.Path}:{key}File cannot be read: name a file with {what}");
        }

        string Long(string text) =>
            text.Length >= least ? text : Bad(text, $"{section.Path}:{key} has less than {least} characters");
    }

    private X509Certificate2Collection? Authorities(IConfigurationSection section)
    {
        if (section["CaFile"] is not { Length: > 0 } file)
            return null;

        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            // An empty one says it.
        }

        return authorities.Count > 0
            ? authorities
            : Bad(
                authorities,
                $"{section.Path}:CaFile holds no certificate: name a PEM file of those who may sign the server's"
            );
    }

    private T Bad<T>(T instead, string error)
    {
        errors.Add(error);
        return instead;
    }
}
