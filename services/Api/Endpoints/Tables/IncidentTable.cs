using System.Globalization;
using Ringback.Api.Answers;
using Ringback.Api.Exports;
using Ringback.Model.Sla;

namespace Ringback.Api.Endpoints.Tables;

internal static class IncidentTable
{
    public static readonly Table<IncidentAnswer> Columns = new Table<IncidentAnswer>("incidents", [])
        .Text("id", row => row.Id)
        .Text("kind", row => row.Kind)
        .Text("target", row => row.Target)
        .Text("component", row => row.Component)
        .Text("region", row => row.Region)
        .Text("name", row => row.Name)
        .Text("status", row => row.Status)
        .At("opened_at", row => row.OpenedAt)
        .At("closed_at", row => row.ClosedAt)
        .Word<Verdict>("severity", row => row.Severity)
        .Word("reason", row => row.Reason)
        .Text("merged_into", row => row.MergedInto)
        .Text("part_of", row => row.PartOf)
        .Ids("causes", row => row.Causes.Select(Cause))
        .At("changed_at", row => row.ChangedAt);

    /// <summary>Such as <c>sip/timeout/prague/3</c>: layer, reason, region, runs.</summary>
    private static string Cause(CauseAnswer cause) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{ClosedList.Word(cause.Layer)}/{ClosedList.Word(cause.Reason)}/{cause.Region}/{cause.Count}"
        );
}
