using System.Security.Cryptography.X509Certificates;
using MailKit.Security;
using MimeKit;

namespace Ringback.Aggregator.Alerts;

/// <summary>Setting <c>Alerts__Webhooks__0__Url</c> and so on.</summary>
/// <param name="Name">Under which it is remembered how far it was told.</param>
/// <param name="Secret">Key of the signatures: never sent.</param>
internal sealed record WebhookOptions(string Name, Uri Url, Secret Secret);

/// <summary>Setting <c>Alerts__Alertmanagers__0__Url</c> and so on.</summary>
/// <param name="Url">Of the Alertmanager; <c>api/v2/alerts</c> is added.</param>
internal sealed record AlertmanagerOptions(string Name, Uri Url);

/// <summary>Setting <c>Alerts__PagerDuty__0__RoutingKeyFile</c> and so on.</summary>
/// <param name="RoutingKey">Of an integration of the Events API.</param>
internal sealed record PagerDutyOptions(string Name, Uri Url, Secret RoutingKey);

/// <summary>Setting <c>Alerts__Mail__0__Host</c> and so on.</summary>
/// <param name="Login">Null where the server asks for none.</param>
/// <param name="Authorities">Who may have signed the server's certificate; null for those that the system trusts.</param>
internal sealed record MailOptions(
    string Name,
    string Host,
    int Port,
    SecureSocketOptions Security,
    MailLogin? Login,
    MailboxAddress From,
    IReadOnlyList<MailboxAddress> To,
    X509Certificate2Collection? Authorities = null
);

internal sealed record MailLogin(string User, Secret Password);

/// <summary>Setting <c>Alerts__Dapr__0__PubSub</c> and so on. Where the sidecar is, Dapr's own environment says (<c>DAPR_GRPC_PORT</c>).</summary>
internal sealed record DaprOptions(string Name, string PubSub, string Topic);

/// <summary>Who is told.</summary>
internal sealed record AlertOptions
{
    public IReadOnlyList<WebhookOptions> Webhooks { get; init; } = [];
    public IReadOnlyList<AlertmanagerOptions> Alertmanagers { get; init; } = [];
    public IReadOnlyList<PagerDutyOptions> PagerDuty { get; init; } = [];
    public IReadOnlyList<MailOptions> Mail { get; init; } = [];
    public IReadOnlyList<DaprOptions> Dapr { get; init; } = [];

    /// <summary>Setting <c>Alerts__PageUrl</c>: where people reach the API, for links in what they are told; null for no links.</summary>
    public Uri? Page { get; init; }

    /// <summary>Of everyone who is told.</summary>
    public IReadOnlyList<string> Names =>
        [
            .. Webhooks.Select(each => each.Name),
            .. Alertmanagers.Select(each => each.Name),
            .. PagerDuty.Select(each => each.Name),
            .. Mail.Select(each => each.Name),
            .. Dapr.Select(each => each.Name),
        ];

    public static AlertOptions None { get; } = new();
}
