using Ringback.Api.Answers;
using Ringback.Api.Exports;
using Ringback.Model;

namespace Ringback.Api.Endpoints.Tables;

/// <summary>A row for each interval: of the verdict over all regions first, then of each region's state.</summary>
internal static class TimelineTable
{
    /// <param name="Region">Null for the verdict over all of them.</param>
    public sealed record Row(string Target, string? Region, Instant From, Instant To, Instant AsOf, string State);

    public static readonly Table<Row> Columns = new Table<Row>("timeline", [])
        .Text("target", row => row.Target)
        .Text("region", row => row.Region)
        .At("from", row => row.From)
        .At("to", row => row.To)
        .At("as_of", row => row.AsOf)
        .Text("state", row => row.State);

    public static IEnumerable<Row> Rows(TimelineAnswer answer) =>
        answer
            .Intervals.Select(each => new Row(
                answer.Target,
                null,
                each.From,
                each.To,
                answer.AsOf,
                ClosedList.Word(each.Verdict)
            ))
            .Concat(
                answer.Regions.SelectMany(region =>
                    region.Intervals.Select(each => new Row(
                        answer.Target,
                        region.Id,
                        each.From,
                        each.To,
                        answer.AsOf,
                        ClosedList.Word(each.State)
                    ))
                )
            );
}
