using Ringback.Model;

namespace Ringback.Store.Statements;

/// <summary>A statement as it was written.</summary>
/// <param name="Objective">Id in the catalog.</param>
/// <param name="Period">Such as <c>2026-10</c>.</param>
/// <param name="Body">JSON of a <see cref="Model.Sla.Statements.Statement"/>, byte for byte.</param>
/// <param name="Amendments">In the order in which they were written.</param>
public sealed record StatementRow(
    long Id,
    string Objective,
    string Period,
    long CatalogVersion,
    Instant WrittenAt,
    string Body,
    IReadOnlyList<AmendmentRow> Amendments
)
{
    /// <summary>What holds now: the last amendment, or the statement itself.</summary>
    public string Latest => Amendments.Count == 0 ? Body : Amendments[^1].Body;
}

/// <param name="Number">From 1.</param>
/// <param name="Body">The statement as later data made it.</param>
public sealed record AmendmentRow(int Number, Instant WrittenAt, string Body);
