using Ringback.Model;

namespace Ringback.Aggregator.Verification;

/// <summary>Something that is stored otherwise than the rules make it.</summary>
/// <param name="Subject">Id of a target or a component.</param>
/// <param name="Region">Id; null where it is of all.</param>
/// <param name="Table">Of the ledger.</param>
/// <param name="Stored">As text; <c>-</c> where there is nothing. Likewise what was computed.</param>
internal sealed record Discrepancy(
    string Subject,
    string? Region,
    string Table,
    Instant At,
    string Stored,
    string Computed
)
{
    public const string Nothing = "-";

    /// <summary>What is stored and what should be, by place; places that agree are left out.</summary>
    public static IEnumerable<Discrepancy> Between<T>(
        string subject,
        string? region,
        string table,
        IEnumerable<(Instant At, T Value)> stored,
        IEnumerable<(Instant At, T Value)> computed,
        Func<T, string> text
    )
    {
        var (left, right) = (stored.ToLookup(each => each.At), computed.ToLookup(each => each.At));
        return left.Select(each => each.Key)
            .Union(right.Select(each => each.Key))
            .Order()
            .Select(at => new Discrepancy(subject, region, table, at, Text(left[at]), Text(right[at])))
            .Where(each => each.Stored != each.Computed);

        string Text(IEnumerable<(Instant At, T Value)> values) =>
            string.Join(
                ", ",
                values.Select(each => text(each.Value)).Order(StringComparer.Ordinal).DefaultIfEmpty(Nothing)
            );
    }

    public override string ToString() =>
        $"{Subject} {Region ?? Nothing} {Table} {(At == Instant.MinValue ? Nothing : At.ToString())}: stored {Stored}, computed {Computed}";
}
