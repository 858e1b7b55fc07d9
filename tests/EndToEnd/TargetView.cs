using System.Text.Json.Nodes;

namespace Ringback.Tests.EndToEnd;

/// <summary>A target as <c>/v1/status</c> shows it, read without the product's own types.</summary>
internal sealed record TargetView(
    string Id,
    string Kind,
    string Verdict,
    IReadOnlyDictionary<string, RegionView> Regions
)
{
    public static IReadOnlyDictionary<string, TargetView> All(JsonNode status) =>
        (
            from component in status["components"]!.AsArray()
            from target in component!["targets"]!.AsArray()
            select new TargetView(
                (string)target!["id"]!,
                (string)target["kind"]!,
                (string)target["verdict"]!,
                target["regions"]!
                    .AsArray()
                    .ToDictionary(
                        region => (string)region!["id"]!,
                        region => new RegionView(
                            (string)region!["state"]!,
                            (string?)region["reason"],
                            (string?)region["last_result_at"]
                        )
                    )
            )
        )
            .DistinctBy(target => target.Id)
            .ToDictionary(target => target.Id);

    /// <summary>Every ten seconds; calls that take turns or come seldom are waited for by the test of them alone.</summary>
    public bool IsAskedOften => Id is not ("rtp-loop" or "sip-wss");

    public bool IsUpEverywhere => Verdict == "up" && Regions.Values.All(region => region.State == "up");

    /// <summary>Down, and every region's last result says why in this word.</summary>
    public bool IsDownWith(string reason) =>
        Verdict == "down" && Regions.Values.All(region => region.State == "down" && region.Reason == reason);

    public override string ToString() =>
        $"{Id} {Verdict} ({string.Join(", ", Regions.Select(r => $"{r.Key} {r.Value.State} {r.Value.Reason}"))})";
}

internal sealed record RegionView(string State, string? Reason, string? LastResultAt);
