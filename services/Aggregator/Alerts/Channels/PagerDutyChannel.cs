using System.Text.Json.Nodes;
using Ringback.Model.Alerts;

namespace Ringback.Aggregator.Alerts.Channels;

/// <summary>PagerDuty's Events API, version 2, and whoever speaks it: one call by thread, resolved when it is over.</summary>
internal sealed class PagerDutyChannel(PagerDutyOptions receiver, HttpClient http) : IChannel
{
    /// <summary>Of the summary, by its documentation.</summary>
    private const int LongestSummary = 1024;

    public string Name => receiver.Name;

    public string Kind => "pagerduty";

    public async Task<string> SendAsync(Notice notice, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url);
        request.Content = JsonContent.Create(Body(notice, receiver.RoutingKey));
        return await HttpDelivery.PostAsync(http, request, cancel);
    }

    public static JsonObject Body(Notice notice, string routingKey)
    {
        var body = new JsonObject
        {
            ["routing_key"] = routingKey,
            ["event_action"] = notice.IsOver ? "resolve" : "trigger",
            ["dedup_key"] = $"ringback/{notice.Thread}",
            ["payload"] = new JsonObject
            {
                ["summary"] =
                    notice.Summary.Length > LongestSummary ? notice.Summary[..LongestSummary] : notice.Summary,
                ["source"] = notice.Subject,
                ["severity"] = Severity(notice),
                ["timestamp"] = notice.At.ToString(),
                ["component"] = notice.Subject,
                ["group"] = notice.SubjectKind,
                ["class"] = notice.Causes is [var first, ..] ? Words.Of(first.Reason) : notice.Kind,
                ["custom_details"] = NoticeJson.Of(notice),
            },
            ["client"] = "Ringback",
        };
        if (notice.Link is { } link)
        {
            body["client_url"] = link.ToString();
            body["links"] = new JsonArray(new JsonObject { ["href"] = link.ToString(), ["text"] = "What is known" });
        }

        return body;
    }

    private static string Severity(Notice notice) =>
        notice.Severity switch
        {
            "down" => "critical",
            "partial" => "error",
            _ => notice.Urgency == Urgency.Page ? "error" : "warning",
        };
}
