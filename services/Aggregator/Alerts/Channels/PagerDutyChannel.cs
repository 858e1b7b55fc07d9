using System.Text.Json.Nodes;
using Ringback.Model.Alerts;

namespace Ringback.Aggregator.Alerts.Channels;

/// <summary>PagerDuty's Events API, version 2, and whoever speaks it: one call by thread, resolved when it is over.</summary>
internal sealed class PagerDutyChannel(PagerDutyOptions receiver, HttpClient http) : IChannel
{
    /// <summary>Of the summary, by its documentation.</summary>
    private const int LongestSummary = 1024;

    /// <summary>Of the key that tells calls apart.</summary>
    private const int LongestKey = 255;

    public string Name => receiver.Name;

    public string Kind => "pagerduty";

    /// <summary>
    /// A test opens an incident there and resolves it: an end alone would show nobody anything. Of what was over before
    /// somebody wrote to it there is nothing left to say.
    /// </summary>
    public async Task<string> SendAsync(Notice notice, CancellationToken cancel)
    {
        if (notice is { IsUpdate: true, IsOver: true })
            return "not sent: resolved there before";
        if (notice.IsTest)
            await PostAsync(notice with { IsOver = false }, cancel);

        return await PostAsync(notice, cancel);
    }

    private async Task<string> PostAsync(Notice notice, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url);
        request.Content = JsonContent.Create(Body(notice, receiver.RoutingKey.Read()));
        return await HttpDelivery.PostAsync(http, request, cancel);
    }

    /// <summary>A call is named by its thread, a test by itself.</summary>
    private static string Key(Notice notice)
    {
        var key = $"ringback/{(notice.IsTest ? notice.Id : notice.Thread)}";
        return key.Length > LongestKey ? key[..LongestKey] : key;
    }

    /// <summary>Who writes to an incident works on it: that is acknowledged, and calls nobody again.</summary>
    public static JsonObject Body(Notice notice, string routingKey)
    {
        if (notice.IsUpdate)
            return new JsonObject
            {
                ["routing_key"] = routingKey,
                ["event_action"] = "acknowledge",
                ["dedup_key"] = Key(notice),
            };

        var body = new JsonObject
        {
            ["routing_key"] = routingKey,
            ["event_action"] = notice.IsOver ? "resolve" : "trigger",
            ["dedup_key"] = Key(notice),
            ["payload"] = new JsonObject
            {
                ["summary"] = Cut(notice.Summary),
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

    /// <summary>No half of a character is left at the end.</summary>
    private static string Cut(string text) =>
        text.Length <= LongestSummary ? text
        : char.IsHighSurrogate(text[LongestSummary - 1]) ? text[..(LongestSummary - 1)]
        : text[..LongestSummary];

    private static string Severity(Notice notice) =>
        notice.Severity switch
        {
            _ when notice.IsTest => "info",
            "down" => "critical",
            "partial" => "error",
            _ => notice.Urgency == Urgency.Page ? "error" : "warning",
        };
}
