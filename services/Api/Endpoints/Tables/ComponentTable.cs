using Ringback.Api.Exports;
using Ringback.Model.Sla;

namespace Ringback.Api.Endpoints.Tables;

/// <summary>A row for the window, or one for each piece where it is cut.</summary>
internal static class ComponentTable
{
    public sealed record Row(ComponentAnswer Component, AvailabilityPiece Piece);

    public static readonly Table<Row> Columns = new Table<Row>("components", [])
        .Text("id", row => row.Component.Id)
        .Text("name", row => row.Component.Name)
        .Word<Verdict>("verdict", row => row.Component.Verdict)
        .At("verdict_since", row => row.Component.VerdictSince)
        .Ids("targets", row => row.Component.Targets)
        .Time(row => row.Piece, row => row.Component.AsOf);

    public static IEnumerable<Row> Rows(ComponentsAnswer answer) =>
        answer.Components.SelectMany(each =>
            (each.Series ?? [AvailabilityPiece.Of(each)]).Select(piece => new Row(each, piece))
        );
}
