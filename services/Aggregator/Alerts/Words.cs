using System.Globalization;
using System.Text.Json;
using Ringback.Model.Alerts;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Aggregator.Alerts;

/// <summary>The words of the API for what receivers are told.</summary>
internal static class Words
{
    public static string Of(Urgency urgency) => Snake(urgency.ToString());

    public static string Of(CauseLayer layer) => Snake(layer.ToString());

    public static string Of(Reason reason) => Snake(reason.ToString());

    /// <summary>One line, for people.</summary>
    public static string Of(Cause<string> cause) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{cause.Where}: {Of(cause.Layer)}, {Of(cause.Reason)}, {cause.Count} times"
        );

    public static string Of(Verdict verdict) => Snake(verdict.ToString());

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
