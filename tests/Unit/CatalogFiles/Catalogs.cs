using Ringback.CatalogFiles;

namespace Ringback.Tests.Unit.CatalogFiles;

/// <summary>Catalogs to start from, and where the shipped ones are.</summary>
internal static class Catalogs
{
    public const string File = "x.yaml";

    public const string Good = """
        version: 1
        regions:
          - { id: prague, name: Prague }
          - { id: london, name: London }
        components:
          - { id: voice, name: Voice }
        defaults:
          timeout: 4s
          rtp: { timeout: 12s, limits: { delay: 120ms } }
        targets:
          - id: sip
            name: SIP
            component: voice
            sip: { host: pbx.example.com }
          - id: rtp
            name: RTP
            component: voice
            interval: 1m30s
            regions: [london]
            quorum: any
            confirm: { failures: 3 }
            rtp:
              host: pbx.example.com
              extension: 0600
              credential: { username: alice, password: { env: PBX_PASSWORD } }
              limits: { loss: 0.5% }
        objectives:
          - { id: voice-month, component: voice, availability: 99.95% }
        maintenance:
          - { id: move, title: Move, from: 2026-12-01T22:00:00+01:00, to: 2026-12-01T23:00:00Z, components: [voice] }
        """;

    public static CatalogReading Parse(string text, params (string Name, string Value)[] variables) =>
        CatalogFile.Parse(text, File, variables.ToDictionary(v => v.Name, v => v.Value));

    /// <summary>The good one with <paramref name="old"/> replaced, which must be in it.</summary>
    public static IReadOnlyList<string> ErrorsWith(string old, string changed)
    {
        Assert.Contains(old, Good, StringComparison.Ordinal);
        var reading = Parse(Good.Replace(old, changed, StringComparison.Ordinal));
        Assert.Null(reading.Catalog);
        return [.. reading.Errors.Select(e => e.ToString())];
    }

    public static string Shipped(string name) => Path.Combine(Repository.Root, "infra", "catalogs", name);
}
