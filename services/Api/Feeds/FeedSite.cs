using System.Globalization;

namespace Ringback.Api.Feeds;

/// <summary>Who the feeds say that they are, and where their links lead.</summary>
/// <param name="Url">Without a slash at its end.</param>
internal readonly record struct FeedSite(string Name, string Url)
{
    public string Incident(long id) => string.Create(CultureInfo.InvariantCulture, $"{Url}/#incident-{id}");

    public string Maintenance => $"{Url}/#maintenance";
}

/// <summary>Settings <c>Page__Name</c> and <c>Page__Url</c>.</summary>
internal sealed class FeedSites(IConfiguration configuration)
{
    private readonly string? _url = configuration["Page:Url"]?.TrimEnd('/');

    public string Name { get; } = configuration["Page:Name"] is { Length: > 0 } name ? name : "Service status";

    /// <summary>Where no address is configured, the one that the client came by.</summary>
    public FeedSite Of(HttpRequest request) =>
        new(Name, string.IsNullOrEmpty(_url) ? $"{request.Scheme}://{request.Host}" : _url);
}
