using Ringback.Api.Exports;
using Ringback.Model.Sla;

namespace Ringback.Api.Endpoints.Tables;

internal static class TargetTable
{
    public static readonly Table<TargetAnswer> Columns = new Table<TargetAnswer>("targets", [])
        .Text("id", row => row.Id)
        .Text("name", row => row.Name)
        .Text("kind", row => row.Kind)
        .Word<Verdict>("verdict", row => row.Verdict)
        .Ids("components", row => row.Components)
        .Ids("regions", row => row.Regions)
        .Real("interval_seconds", row => row.IntervalSeconds)
        .Real("timeout_seconds", row => row.TimeoutSeconds)
        .Whole("confirm_failures", row => row.ConfirmFailures)
        .Whole("confirm_successes", row => row.ConfirmSuccesses)
        .Text("quorum", row => row.Quorum)
        .At("created_at", row => row.CreatedAt)
        .At("deleted_at", row => row.DeletedAt);
}
