using System.Text.Json;
using Ringback.Api.Exports;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla.Statements;
using Ringback.Store.Statements;

namespace Ringback.Api.Endpoints.Tables;

/// <summary>A row for each statement, and one for each of its amendments.</summary>
internal static class StatementTable
{
    /// <param name="Amendment">0 for the statement itself.</param>
    public sealed record Row(string Objective, string Period, int Amendment, Instant WrittenAt, Statement Said);

    public static readonly Table<Row> Columns = new Table<Row>("statements", [])
        .Text("objective", row => row.Objective)
        .Text("period", row => row.Period)
        .Whole("amendment", row => row.Amendment)
        .At("written_at", row => row.WrittenAt)
        .At("from", row => row.Said.From)
        .At("to", row => row.Said.To)
        .At("complete_to", row => row.Said.CompleteTo)
        .Text("zone", row => row.Said.Objective.Zone)
        .Word<ObjectiveBasis>("basis", row => row.Said.Objective.Basis)
        .Exact("goal", row => row.Said.Objective.Goal)
        .Flag("kept", row => row.Said.Figures.Kept)
        .Exact("availability", row => row.Said.Figures.Availability)
        .Exact("coverage", row => row.Said.Figures.Coverage)
        .Exact("measured_seconds", row => row.Said.Figures.MeasuredSeconds)
        .Exact("up_seconds", row => row.Said.Figures.UpSeconds)
        .Exact("degraded_seconds", row => row.Said.Figures.DegradedSeconds)
        .Exact("partial_seconds", row => row.Said.Figures.PartialSeconds)
        .Exact("down_seconds", row => row.Said.Figures.DownSeconds)
        .Exact("unknown_seconds", row => row.Said.Figures.UnknownSeconds)
        .Exact("maintenance_seconds", row => row.Said.Figures.MaintenanceSeconds)
        .Whole("valid_runs", row => row.Said.Figures.ValidRuns)
        .Whole("good_runs", row => row.Said.Figures.GoodRuns)
        .Exact("success_ratio", row => row.Said.Figures.SuccessRatio)
        .Whole("completed_calls", row => row.Said.Figures.CompletedCalls)
        .Whole("conforming_calls", row => row.Said.Figures.ConformingCalls)
        .Exact("call_quality", row => row.Said.Figures.CallQuality)
        .Exact("error_budget", row => row.Said.Figures.ErrorBudget)
        .Exact("budget_remaining", row => row.Said.Figures.BudgetRemaining)
        .Text("rules", row => row.Said.Rules)
        .Text("zone_data", row => row.Said.ZoneData);

    public static IEnumerable<Row> Rows(StatementRow row) =>
        [
            Of(row, 0, row.WrittenAt, row.Body),
            .. row.Amendments.Select(amendment => Of(row, amendment.Number, amendment.WrittenAt, amendment.Body)),
        ];

    private static Row Of(StatementRow row, int amendment, Instant writtenAt, string body) =>
        new(
            row.Objective,
            row.Period,
            amendment,
            writtenAt,
            JsonSerializer.Deserialize(body, StatementJson.Default.Statement)
                ?? throw new InvalidDataException("a statement is null")
        );
}
