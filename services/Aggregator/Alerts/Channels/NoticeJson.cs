using System.Text.Json.Nodes;
using Ringback.Model.Sla;

namespace Ringback.Aggregator.Alerts.Channels;

/// <summary>A notice as JSON: what webhooks and topics get.</summary>
internal static class NoticeJson
{
    public static JsonObject Of(Notice notice) =>
        new()
        {
            ["id"] = notice.Id,
            ["kind"] = notice.Kind,
            ["opened_at"] = notice.OpenedAt.ToString(),
            ["at"] = notice.At.ToString(),
            ["known_at"] = notice.KnownAt.ToString(),
            ["incident"] = notice.Incident,
            ["alert"] = notice.Alert,
            ["notification"] = notice.Thread,
            ["over"] = notice.IsOver,
            ["flapping"] = notice.IsFlapping,
            ["severity"] = notice.Severity,
            ["urgency"] = Words.Of(notice.Urgency),
            ["summary"] = notice.Summary,
            ["subject"] = new JsonObject
            {
                ["kind"] = notice.SubjectKind,
                ["id"] = notice.Subject,
                ["name"] = notice.Name,
            },
            ["causes"] = Causes(notice.Causes),
            ["update"] = notice.Update is { } update
                ? new JsonObject
                {
                    ["at"] = update.WrittenAt.ToString(),
                    ["status"] = update.Status,
                    ["body"] = update.Body,
                }
                : null,
            ["url"] = notice.Link?.ToString(),
        };

    public static JsonArray Causes(IEnumerable<Cause<string>> causes) =>
        [
            .. causes.Select(cause => new JsonObject
            {
                ["region"] = cause.Where,
                ["layer"] = Words.Of(cause.Layer),
                ["reason"] = Words.Of(cause.Reason),
                ["count"] = cause.Count,
                ["first_at"] = cause.FirstAt.ToString(),
                ["last_at"] = cause.LastAt.ToString(),
            }),
        ];
}
