using Ringback.Api.Exports;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla.Objectives;

namespace Ringback.Api.Endpoints.Tables;

internal static class SlaTable
{
    public static readonly Table<SlaAnswer> Columns = Burning(
        new Table<SlaAnswer>("sla", [])
            .Text("id", row => row.Id)
            .Ids("targets", row => row.Targets)
            .Ids("components", row => row.Components)
            .Word<ObjectiveBasis>("basis", row => row.Basis)
            .Exact("goal", row => row.Goal)
            .Text("zone", row => row.Zone)
            .At("from", row => row.From)
            .At("to", row => row.To)
            .At("as_of", row => row.AsOf)
            .Exact("availability", row => row.Availability)
            .Exact("coverage", row => row.Coverage)
            .Exact("measured_seconds", row => row.MeasuredSeconds)
            .Exact("down_seconds", row => row.DownSeconds)
            .Exact("unknown_seconds", row => row.UnknownSeconds)
            .Exact("maintenance_seconds", row => row.MaintenanceSeconds)
            .Whole("valid_runs", row => row.ValidRuns)
            .Whole("good_runs", row => row.GoodRuns)
            .Exact("success_ratio", row => row.SuccessRatio)
            .Whole("completed_calls", row => row.CompletedCalls)
            .Whole("conforming_calls", row => row.ConformingCalls)
            .Exact("call_quality", row => row.CallQuality)
            .Exact("error_budget", row => row.ErrorBudget)
            .Exact("budget_remaining", row => row.BudgetRemaining)
            .Text("unit", row => row.Unit)
    );

    /// <summary>Three columns for each pair of windows, named by the long one.</summary>
    private static Table<SlaAnswer> Burning(Table<SlaAnswer> table)
    {
        for (var place = 0; place < BurnAlert.All.Count; place++)
        {
            var at = place;
            var name = $"burn_{BurnAlert.All[place].Long.TotalHours:F0}h";
            table = table
                .Exact($"{name}_long_rate", row => row.Burn[at].LongRate)
                .Exact($"{name}_short_rate", row => row.Burn[at].ShortRate)
                .Flag($"{name}_fires", row => row.Burn[at].Fires);
        }

        return table;
    }
}
