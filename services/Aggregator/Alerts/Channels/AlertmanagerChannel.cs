using System.Text.Json.Serialization;
using Ringback.Model;
using Ringback.Model.Alerts;

namespace Ringback.Aggregator.Alerts.Channels;

/// <summary>An alert as Alertmanager's API takes it, version 2.</summary>
internal sealed record PostedAlert(
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations,
    string StartsAt,
    string EndsAt,
    [property: JsonPropertyName("generatorURL"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? Generator
)
{
    /// <summary>What Alertmanager knows it by, written down: the same for every replica of ours.</summary>
    public string Identity =>
        string.Join(
            '\n',
            Labels.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}={each.Value}")
        );

    /// <summary>Routes are made by labels, so severity is one, in the words that Prometheus' users use: one that worsens is another alert.</summary>
    public static PostedAlert Of(Notice notice, Instant endsAt)
    {
        var labels = new Dictionary<string, string>
        {
            ["alertname"] = notice switch
            {
                { IsTest: true } => "RingbackTest",
                { AlertKind: { } kind } => $"Ringback{string.Concat(kind.Split('_').Select(Capital))}",
                _ => "RingbackIncident",
            },
            ["notification"] = notice.Thread,
            ["severity"] =
                notice.IsTest ? "info"
                : notice.Urgency == Urgency.Page ? "critical"
                : "warning",
            [notice.SubjectKind] = notice.Subject,
        };
        var annotations = new Dictionary<string, string> { ["summary"] = notice.Summary };
        if (notice.Severity is { } verdict)
            annotations["verdict"] = verdict;
        if (notice.Causes.Count > 0)
            annotations["description"] = string.Join('\n', notice.Causes.Select(Words.Of));

        if (notice.Update is { } update)
            annotations["update"] = $"{update.Status}: {update.Body}";

        return new PostedAlert(
            labels,
            annotations,
            notice.OpenedAt.ToString(),
            endsAt.ToString(),
            notice.Link?.ToString()
        );
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}

/// <summary>Alertmanager, which is told what is open, not what happened: a test, or an event once more, is open for a minute.</summary>
internal sealed class AlertmanagerChannel(AlertmanagerOptions receiver, HttpClient http, TimeProvider time) : IChannel
{
    private static readonly TimeSpan Shown = TimeSpan.FromMinutes(1);

    private readonly Uri _url = new(new Uri(receiver.Url.ToString().TrimEnd('/') + "/"), "api/v2/alerts");

    public string Name => receiver.Name;

    public string Kind => "alertmanager";

    public Task<string> SendAsync(Notice notice, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        return PostAsync([PostedAlert.Of(notice, notice.IsOver && !notice.IsTest ? now : now + Shown)], cancel);
    }

    /// <exception cref="RefusedException">It did not take them.</exception>
    public async Task<string> PostAsync(IReadOnlyList<PostedAlert> alerts, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = JsonContent.Create(alerts) };
        return await HttpDelivery.PostAsync(http, request, cancel);
    }
}
