using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Ringback.Api.Answers;
using Ringback.Api.Exports;
using Ringback.Model.Alerts;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Api.Docs;

/// <summary>Parameters are read as text, so that one answer can name all that are wrong; this is what they must look like.</summary>
internal static class ParameterDocs
{
    private const string IdPattern = "^[a-z0-9]+(-[a-z0-9]+)*$";

    public static OpenApiSchema Schema(string name, string? operation) =>
        name switch
        {
            "from" or "to" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
            "resolution" => Words(
                operation is "GetAvailability" or "ListAvailability" or "ListComponents"
                    ? ["minute", "hour", "day", "month"]
                    : ["hour", "day", "month"]
            ),
            "format" => Words(Form.Names),
            "incident" or "run" or "version" or "silence" => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
            },
            "standing" => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            "limit" => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = "1000",
            },
            "status" => Words(["open", "closed", "all"]),
            "outcome" => Words(ClosedList.Of<Outcome>()),
            "reason" => Words(ClosedList.Of<Reason>()),
            "trigger" => Words(ClosedList.Of<Trigger>()),
            "verdict" => Words(ClosedList.Of<Verdict>()),
            "kind" when operation is "ListAlerts" => Words(AlertKinds.All),
            "id" when operation is "GetKey" or "RotateKey" or "RevokeKey" => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
            },
            "id" or "region" or "component" or "target" or "objective" => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = IdPattern,
            },
            _ => new OpenApiSchema { Type = JsonSchemaType.String },
        };

    /// <summary>One that this API answers 200 to, over the ledger that the examples are of; null where there can be none.</summary>
    public static JsonNode? Example(string name, string? operation) =>
        (operation, name) switch
        {
            ("ListMaintenanceWindows", "cursor") => "day",
            ("ListResults", "cursor") => "MTc5MTIwMTYwMDAwMDAwMCAxNzkxMjAxOTAwMDAwMDAwIDEgcHJhZ3Vl",
            ("ListStatements" or "GetStatement", "period") => "2026-10",
            ("ListTargets" or "ListAvailability" or "ListComponents", "kind") => "sip",
            ("ListKeys" or "ListAudit", "cursor") => "100",
            ("GetKey" or "RotateKey" or "RevokeKey", "id") => "c0ffee",
            (_, "standing") => true,
            (_, "incident" or "run" or "version" or "silence") => 1,
            (_, "wait") => "5",
            ("GetAnnouncement" or "ReplaceAnnouncement" or "CancelAnnouncement" or "EndAnnouncement", "id") => "night",
            (_, "receiver" or "name") => "pager",
            (_, "actor") => "key:c0ffee",
            (_, "action") => "catalog.apply",
            (_, "subject") => "catalog",
            ("ListIncidents", "kind") => "target",
            ("ListAlerts", "kind") => AlertKinds.BudgetBurn,
            (_, "id" or "target") => "pbx",
            (_, "component") => "calls",
            (_, "region") => "prague",
            (_, "objective") => "pbx-month",
            (_, "from") => "2026-10-05T12:00:00Z",
            (_, "to") => "2026-10-05T12:10:00Z",
            (_, "period") => "2026-10-05",
            (_, "zone") => "Europe/Prague",
            (_, "resolution") => "hour",
            (_, "format") => "json",
            (_, "limit") => 2,
            (_, "cursor") => "100",
            (_, "status") => "closed",
            (_, "part_of") => "none",
            (_, "outcome") => "down",
            (_, "reason") => "timeout",
            (_, "trigger") => "schedule",
            (_, "verdict") => "down",
            (_, "fields") => FieldsOf(operation),
            _ => null,
        };

    private static string FieldsOf(string? operation) =>
        operation switch
        {
            "ListResults" => "results.scheduled_at,results.outcome,next_cursor",
            "ListIncidents" => "incidents.id,incidents.opened_at",
            "ListTargets" => "targets.id,targets.verdict",
            "GetTarget" => "id,verdict",
            "ListComponents" => "components.id,components.verdict,components.availability",
            "GetStatus" => "verdict,components.id,components.verdict",
            "GetTimeline" => "intervals",
            "GetAvailability" => "availability,coverage,as_of",
            "ListAvailability" => "targets.target,targets.availability,targets.coverage,as_of",
            "GetLatency" => "percentiles,as_of",
            "GetQuality" => "call_quality,coverage,as_of",
            "GetSla" => "objectives.id,objectives.budget_remaining",
            "ListMissing" => "missing.scheduled_at",
            "ListMaintenanceWindows" => "maintenance_windows.id,maintenance_windows.occurrences.from",
            "ListStatements" => "statements.objective,statements.period",
            "GetStatement" => "objective,period",
            "ListKeys" => "keys.id,keys.name",
            "GetKey" => "id,name",
            "ListIncidentUpdates" => "updates",
            "GetRun" => "id",
            "ListAlerts" => "alerts.kind,alerts.subject,alerts.closed_at",
            "ListSilences" => "silences.id,silences.ends_at,next_cursor",
            "GetSilence" => "id,ends_at",
            "ListAlertReceivers" => "receivers.name,receivers.waiting",
            "ListAlertDeliveries" => "deliveries.at,deliveries.outcome",
            "ListAudit" => "entries.at,entries.actor,entries.action",
            _ => "",
        };

    private static OpenApiSchema Words(IEnumerable<string> words) =>
        new() { Type = JsonSchemaType.String, Enum = [.. words.Select(word => (JsonNode)word)] };
}
