using Ringback.Model.Results;

namespace Ringback.Store.Results;

/// <summary>A result, and why it is not to be stored.</summary>
/// <param name="Refusal">One of <see cref="Refusals"/>; null where it is to be stored.</param>
public sealed record TakenResult(ProbeResult Result, string? Refusal);

/// <summary>What became of a batch.</summary>
/// <param name="Stored">New ones, and ones that took precedence over what was stored.</param>
/// <param name="Duplicates">Known already, or of lesser precedence.</param>
/// <param name="Refused">By <see cref="Refusals"/>.</param>
public sealed record StoreReceipt(int Stored, int Duplicates, IReadOnlyDictionary<string, int> Refused)
{
    /// <summary>How many of the stored ones said something for which there was no room.</summary>
    public int Unsaid { get; init; }
}

/// <summary>Why a result is refused: the closed list of counters, metrics and API.</summary>
public static class Refusals
{
    /// <summary>Its slot lies more than 2 s after its receipt.</summary>
    public const string ClockSkew = "clock_skew";

    /// <summary>Its slot lies before the horizon.</summary>
    public const string TooLate = "too_late";
    public const string UnknownTarget = "unknown_target";
    public const string UnknownRegion = "unknown_region";

    /// <summary>It breaks the contract: another region's, without its reason, out of bounds.</summary>
    public const string Malformed = "malformed";
}
