namespace Ringback.Aggregator.Alerts;

/// <summary>Setting <c>Alerts__Webhooks__0__Url</c> and so on.</summary>
/// <param name="Name">Under which it is remembered how far it was told.</param>
/// <param name="Secret">Key of the signatures: never logged, never sent.</param>
internal sealed record WebhookOptions(string Name, Uri Url, byte[] Secret);

/// <summary>Setting <c>Alerts__Alertmanagers__0__Url</c> and so on.</summary>
/// <param name="Url">Of the Alertmanager; <c>api/v2/alerts</c> is added.</param>
internal sealed record AlertmanagerOptions(string Name, Uri Url);

/// <summary>Who is told.</summary>
internal sealed record AlertOptions(
    IReadOnlyList<WebhookOptions> Webhooks,
    IReadOnlyList<AlertmanagerOptions> Alertmanagers
)
{
    private const int LeastSecret = 16;

    public static AlertOptions None { get; } = new([], []);

    /// <param name="errors">Gets a line for each mistake, which names the setting.</param>
    public static AlertOptions Read(IConfiguration configuration, List<string> errors) =>
        new(
            [
                .. configuration
                    .GetSection("Alerts:Webhooks")
                    .GetChildren()
                    .Select(each => new WebhookOptions(Name(each), Url(each, errors), Secret(each, errors))),
            ],
            [
                .. configuration
                    .GetSection("Alerts:Alertmanagers")
                    .GetChildren()
                    .Select(each => new AlertmanagerOptions(Name(each), Url(each, errors))),
            ]
        );

    private static string Name(IConfigurationSection section) =>
        section["Name"] is { Length: > 0 } name ? name : section.Path;

    private static Uri Url(IConfigurationSection section, List<string> errors)
    {
        if (Uri.TryCreate(section["Url"], UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;

        errors.Add($"{section.Path}:Url is no http or https address");
        return new Uri("http://invalid.invalid/");
    }

    private static byte[] Secret(IConfigurationSection section, List<string> errors)
    {
        try
        {
            var secret = File.ReadAllText(section["SecretFile"] ?? "").Trim();
            if (secret.Length >= LeastSecret)
                return System.Text.Encoding.UTF8.GetBytes(secret);

            errors.Add($"{section.Path}:SecretFile holds less than {LeastSecret} characters");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            errors.Add(
                $"{section.Path}:SecretFile cannot be read: name a file with the key that deliveries are signed with"
            );
        }

        return [];
    }
}
