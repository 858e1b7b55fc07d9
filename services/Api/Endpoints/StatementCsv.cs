using System.Globalization;
using System.Text;
using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Sla.Statements;
using Ringback.Store.Statements;

namespace Ringback.Api.Endpoints;

/// <summary>Statements as lines of CSV (RFC 4180): ids, instants and numbers only, so nothing needs quotes.</summary>
internal static class StatementCsv
{
    public const string ContentType = "text/csv";

    private const string Head =
        "objective,period,amendment,written_at,from,to,complete_to,zone,basis,goal,kept,availability,coverage,"
        + "measured_seconds,up_seconds,degraded_seconds,partial_seconds,down_seconds,unknown_seconds,maintenance_seconds,"
        + "valid_runs,good_runs,success_ratio,completed_calls,conforming_calls,call_quality,"
        + "error_budget,budget_remaining,rules,zone_data\r\n";

    public static string Of(IEnumerable<StatementRow> rows)
    {
        var text = new StringBuilder(Head);
        foreach (var row in rows)
        {
            Line(text, row, 0, row.WrittenAt, row.Body);
            foreach (var amendment in row.Amendments)
                Line(text, row, amendment.Number, amendment.WrittenAt, amendment.Body);
        }

        return text.ToString();
    }

    /// <param name="number">0 for the statement itself.</param>
    private static void Line(StringBuilder text, StatementRow row, int number, Instant writtenAt, string body)
    {
        var said =
            JsonSerializer.Deserialize(body, StatementJson.Default.Statement)
            ?? throw new InvalidDataException("a statement is null");
        var figures = said.Figures;
        object?[] cells =
        [
            row.Objective,
            row.Period,
            number,
            writtenAt,
            said.From,
            said.To,
            said.CompleteTo,
            said.Objective.Zone,
            JsonNamingPolicy.SnakeCaseLower.ConvertName(said.Objective.Basis.ToString()),
            said.Objective.Goal,
            figures.Kept switch
            {
                true => "true",
                false => "false",
                null => null,
            },
            figures.Availability,
            figures.Coverage,
            figures.MeasuredSeconds,
            figures.UpSeconds,
            figures.DegradedSeconds,
            figures.PartialSeconds,
            figures.DownSeconds,
            figures.UnknownSeconds,
            figures.MaintenanceSeconds,
            figures.ValidRuns,
            figures.GoodRuns,
            figures.SuccessRatio,
            figures.CompletedCalls,
            figures.ConformingCalls,
            figures.CallQuality,
            figures.ErrorBudget,
            figures.BudgetRemaining,
            said.Rules,
            said.ZoneData,
        ];
        text.AppendJoin(',', cells.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture))).Append("\r\n");
    }
}
