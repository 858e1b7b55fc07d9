using System.Globalization;
using Ringback.Model.Sla;
using Ringback.Store.Alerts;
using Ringback.Store.Incidents;
using Ringback.Store.Reads;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Alerts;

/// <summary>What somebody who was asleep reads first: what, how bad, which layer, from which regions.</summary>
internal static class Sentences
{
    private const int LongestWords = 200;

    public static string Of(AlertEvent told, string? severity, bool isFlapping, IncidentRow? row)
    {
        if (told.Alert is { } known)
            return Notice.IsEnd(told.Kind) ? $"Over: {known.Alert.Summary}" : known.Alert.Summary;

        return told.Kind switch
        {
            EventKinds.IncidentWithdrawn => $"{told.Name} was not {State(severity)} after all: later results undid it",
            EventKinds.IncidentCalmed => $"{told.Name} no longer comes and goes",
            EventKinds.IncidentClosed => Over(told, row),
            _ => Open(told.SubjectKind, told.Name, severity, row?.Causes ?? [])
                + (isFlapping ? "; it comes and goes, and no more is told until it is quiet" : ""),
        };
    }

    /// <summary>What somebody wrote, cut to a line.</summary>
    public static string Of(string name, IncidentNote update)
    {
        var line = update.Body.ReplaceLineEndings(" ");
        var end =
            line.Length <= LongestWords ? line.Length
            : char.IsHighSurrogate(line[LongestWords - 1]) ? LongestWords - 1
            : LongestWords;
        return $"{name}, {update.Status}: {line[..end]}{(end < line.Length ? "…" : "")}";
    }

    public static string Open(string subjectKind, string name, string? severity, IReadOnlyList<Cause<string>> causes) =>
        subjectKind == "region" ? $"From {name} no target can be reached"
        : CauseWords.WithReasons(causes) is { } why ? $"{name} is {State(severity)}: {why}"
        : $"{name} is {State(severity)}";

    private static string Over(AlertEvent told, IncidentRow? row)
    {
        var after = row is { } known ? $" after {Length(told.At - known.OpenedAt)}" : "";
        return told.SubjectKind == "region"
            ? $"{told.Name} reaches targets again{after}"
            : $"{told.Name} has recovered{after}";
    }

    private static string? State(string? severity) => severity == "partial" ? "down from some regions" : severity;

    private static string Length(TimeSpan length) =>
        length.TotalMinutes < 1 ? string.Create(CultureInfo.InvariantCulture, $"{length.TotalSeconds:F0} s")
        : length.TotalHours < 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)length.TotalMinutes} min")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)length.TotalHours} h {length.Minutes} min");
}
