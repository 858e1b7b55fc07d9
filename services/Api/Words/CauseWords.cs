using Ringback.Model.Sla;

namespace Ringback.Api.Words;

/// <summary>A tally of causes as people say it: <c>TLS from frankfurt and prague; HTTP from london</c>.</summary>
internal static class CauseWords
{
    private const int MostLayers = 3;

    /// <returns>Null where nothing is counted.</returns>
    public static string? Of(IReadOnlyList<Cause<string>> causes)
    {
        var layers = causes
            .GroupBy(cause => cause.Layer)
            .OrderByDescending(layer => layer.Sum(cause => (long)cause.Count))
            .ThenBy(layer => layer.Key)
            .Take(MostLayers)
            .Select(layer =>
                $"{Name(layer.Key)} from {Join([.. layer.Select(cause => cause.Where).Distinct().Order(StringComparer.Ordinal)])}"
            );
        return causes.Count == 0 ? null : string.Join("; ", layers);
    }

    private static string Join(IReadOnlyList<string> regions) =>
        regions.Count == 1 ? regions[0] : $"{string.Join(", ", regions.SkipLast(1))} and {regions[^1]}";

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
