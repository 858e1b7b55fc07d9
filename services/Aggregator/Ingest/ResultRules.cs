using System.Text;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Results;

namespace Ringback.Aggregator.Ingest;

/// <summary>What a result must be like to be taken. A worker is believed in what it measured, not in how much it sends.</summary>
internal static class ResultRules
{
    public const int MaxDetail = 1_024;
    public const int MaxEvidence = 16 * 1_024;
    public const int MaxAddress = 255;
    public const int MaxPhases = PhaseNames.MaxOfOneRun;
    public const int MaxMeasurements = 128;

    /// <summary>How far a slot may lie after its receipt: clocks differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly Instant Earliest = Instant.From(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static readonly HashSet<string> Phases = [.. PhaseNames.All];
    private static readonly HashSet<string> Measurements = [.. MeasurementNames.All];

    /// <summary>The result as it is stored, or why it is not.</summary>
    /// <remarks>
    /// Texts are cut to length and to what a database can hold, and names of phases and measurements that this build does
    /// not know are left out: a newer worker's outcome counts all the same.
    /// </remarks>
    public static TakenResult Judge(ProbeResult result, string region, Instant receivedAt) =>
        Refusal(result, region, receivedAt) is { } refusal
            ? new TakenResult(Named(result), refusal)
            : new TakenResult(
                result with
                {
                    Detail = Cut(result.Detail, MaxDetail),
                    Evidence = Cut(result.Evidence, MaxEvidence),
                    Address = Cut(result.Address, MaxAddress),
                    Phases = [.. result.Phases.Where(phase => phase.Name is { } name && Phases.Contains(name))],
                    Measurements =
                    [
                        .. result.Measurements.Where(each =>
                            each.Name is { } name && Measurements.Contains(name) && double.IsFinite(each.Value)
                        ),
                    ],
                },
                null
            );

    private static string? Refusal(ProbeResult result, string region, Instant receivedAt)
    {
        if (!IsSound(result) || result.Region != region)
            return Refusals.Malformed;

        if (result.ScheduledAt > receivedAt + Skew)
            return Refusals.ClockSkew;

        return result.ScheduledAt < Earliest ? Refusals.TooLate
            : IsNear(result.StartedAt, result.ScheduledAt) ? null
            : Refusals.Malformed;
    }

    private static bool IsSound(ProbeResult result) =>
        Slug.IsValid(result.Target)
        && Slug.IsValid(result.Region)
        && Enum.IsDefined(result.Outcome)
        && Enum.IsDefined(result.Trigger)
        && (result.Reason is null) == (result.Outcome == Outcome.Up)
        && (result.Reason is not { } reason || Enum.IsDefined(reason))
        && IsDuration(result.Duration)
        && IsDuration(result.LaneWait)
        && IsDuration(result.TimingError)
        && result.Phases is { Count: <= MaxPhases } phases
        && phases.All(phase => IsDuration(phase.Duration))
        && result.Measurements is { Count: <= MaxMeasurements };

    private static bool IsDuration(TimeSpan duration) => duration >= TimeSpan.Zero && duration <= Longest;

    private static bool IsNear(Instant started, Instant scheduled) =>
        started > scheduled - Longest && started < scheduled + Longest;

    /// <summary>Of a refused result only the names are looked at, to count it.</summary>
    private static ProbeResult Named(ProbeResult result) =>
        new()
        {
            Target = Slug.IsValid(result.Target) ? result.Target : "",
            Region = Slug.IsValid(result.Region) ? result.Region : "",
            ScheduledAt = default,
            StartedAt = default,
            Trigger = Trigger.Manual,
            Outcome = Outcome.Unknown,
        };

    /// <summary>No NUL, no half of a surrogate pair, and no longer than <paramref name="length"/> characters.</summary>
    private static string? Cut(string? text, int length)
    {
        if (text is null)
            return null;

        var cut = new StringBuilder(Math.Min(text.Length, length));
        foreach (var rune in text.EnumerateRunes())
        {
            if (cut.Length + rune.Utf16SequenceLength > length)
                break;

            cut.Append((rune.Value == 0 ? Rune.ReplacementChar : rune).ToString());
        }

        return cut.ToString();
    }
}
