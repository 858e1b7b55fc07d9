using System.Text.Json;
using Ringback.Model.Results;

namespace Ringback.Model.Sla;

/// <summary>A tally of causes as people say it.</summary>
public static class CauseWords
{
    private const int MostGroups = 3;

    /// <returns><c>TLS from frankfurt and prague; HTTP from london</c>; null where nothing is counted.</returns>
    public static string? Of(IReadOnlyList<Cause<string>> causes) =>
        Join(causes, cause => cause.Layer, cause => Name(cause.Layer));

    /// <returns><c>TLS timeout from frankfurt and prague; HTTP unexpected status from london</c>; null where nothing is counted.</returns>
    public static string? WithReasons(IReadOnlyList<Cause<string>> causes) =>
        Join(causes, cause => (cause.Layer, cause.Reason), cause => $"{Name(cause.Layer)} {Words(cause.Reason)}");

    private static string? Join<TKey>(
        IReadOnlyList<Cause<string>> causes,
        Func<Cause<string>, TKey> key,
        Func<Cause<string>, string> name
    )
    {
        var groups = causes
            .GroupBy(key)
            .OrderByDescending(group => group.Sum(cause => (long)cause.Count))
            .ThenBy(group => group.Key)
            .Take(MostGroups)
            .Select(group =>
                $"{name(group.First())} from {Join([.. group.Select(cause => cause.Where).Distinct().Order(StringComparer.Ordinal)])}"
            );
        return causes.Count == 0 ? null : string.Join("; ", groups);
    }

    private static string Join(IReadOnlyList<string> regions) =>
        regions.Count == 1 ? regions[0] : $"{string.Join(", ", regions.SkipLast(1))} and {regions[^1]}";

    private static string Words(Reason reason) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()).Replace('_', ' ');

    private static string Name(CauseLayer layer) =>
        layer switch
        {
            CauseLayer.Dns => "DNS",
            CauseLayer.Tcp => "TCP",
            CauseLayer.Udp => "UDP",
            CauseLayer.Tls => "TLS",
            CauseLayer.Http => "HTTP",
            CauseLayer.Sip => "SIP",
            CauseLayer.SipAuth => "SIP authentication",
            CauseLayer.SipStatus => "SIP status",
            CauseLayer.Sip5xx => "SIP 5xx",
            CauseLayer.Media => "media",
            CauseLayer.Quality => "call quality",
            CauseLayer.Turn => "TURN",
            CauseLayer.Time => "time",
            _ => "other",
        };
}
