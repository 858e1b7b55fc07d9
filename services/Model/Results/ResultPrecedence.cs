using System.Text.Json;

namespace Ringback.Model.Results;

/// <summary>Of differing results with one identity, which counts: the least, whatever their order of arrival.</summary>
/// <remarks>
/// Semantics, "Slots and identity": a known one before <c>unknown</c>, then the least <c>started_at</c>, then <c>up</c>
/// before <c>degraded</c> before <c>down</c>, then the lesser reason, ordinal. SQL has the same order with
/// <c>(outcome = 4, started_at, outcome, coalesce(reason, '') COLLATE "C")</c>.
/// </remarks>
public static class ResultPrecedence
{
    /// <returns>Negative where the left one counts, positive where the right one does, 0 where no rule can tell them apart.</returns>
    /// <param name="leftReason">Snake_case, as on the wire; null where up.</param>
    public static int Compare(
        Outcome left,
        Instant leftStartedAt,
        string? leftReason,
        Outcome right,
        Instant rightStartedAt,
        string? rightReason
    )
    {
        var byKnown = (left == Outcome.Unknown).CompareTo(right == Outcome.Unknown);
        if (byKnown != 0)
            return byKnown;

        var byStart = leftStartedAt.CompareTo(rightStartedAt);
        if (byStart != 0)
            return byStart;

        var byOutcome = left.CompareTo(right);
        return byOutcome != 0 ? byOutcome : string.CompareOrdinal(leftReason ?? "", rightReason ?? "");
    }

    public static int Compare(ProbeResult left, ProbeResult right) =>
        Compare(left, right.Outcome, right.StartedAt, right.Reason);

    public static int Compare(ProbeResult left, Outcome right, Instant rightStartedAt, Reason? rightReason) =>
        Compare(left.Outcome, left.StartedAt, left.Reason, right, rightStartedAt, rightReason);

    public static int Compare(
        Outcome left,
        Instant leftStartedAt,
        Reason? leftReason,
        Outcome right,
        Instant rightStartedAt,
        Reason? rightReason
    ) => Compare(left, leftStartedAt, Text(leftReason), right, rightStartedAt, Text(rightReason));

    private static string? Text(Reason? reason) =>
        reason is { } known ? JsonNamingPolicy.SnakeCaseLower.ConvertName(known.ToString()) : null;
}
