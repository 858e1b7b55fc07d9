using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Tests.EndToEnd.Pages;

/// <summary>What the pages of these tests tell. It is noon in Prague on 20 November 2026.</summary>
internal static class PageStories
{
    public static readonly Instant Now = Instant.From(new DateTimeOffset(2026, 11, 20, 11, 0, 0, TimeSpan.Zero));

    public static readonly string[] Hostile =
    [
        "<script>document.title='owned'</script>",
        "\"><img src=https://elsewhere.invalid/x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "\u202ekcab ot tnorf\u2066",
        "</title></style></section><h1>not a heading</h1>",
        "&lt;b&gt; javascript:alert(1) {{7*7}} \u0301\u0301\u0301",
    ];

    private static readonly string[] Regions = ["brno", "frankfurt", "prague"];

    /// <summary>One outage open now, one past; a degraded morning, a partial outage, maintenance, and a component born late.</summary>
    public static async Task LivelyAsync(PageLedger ledger)
    {
        Catalog early = Catalog(
            ("calls", "Call signalling", "Making and taking calls through the exchange"),
            ("voice", "Voice quality", "Delay, jitter and loss of a real call"),
            ("meetings", "Meetings", "Video meetings and their relay"),
            ("time", "Network time", null)
        );
        var whole = early with
        {
            Components = [.. early.Components, new("portal", "Customer portal", "Sign-in and settings", ["portal"])],
            Targets = [.. early.Targets, Target("portal", "Customer portal")],
        };
        await ledger.ApplyAsync(early, Day(-100));
        await ledger.ApplyAsync(whole, Day(-40));
        foreach (var component in early.Components)
            await ledger.TurnAsync(component.Id, Day(-100), Verdict.Up);
        await ledger.TurnAsync("portal", Day(-40), Verdict.Up);

        await ledger.BreakAsync("calls", Day(-71.2), Day(-71.2) + Minutes(7.5), Verdict.Partial, Reason.Timeout);
        await ledger.BreakAsync(
            "voice",
            Day(-52.4),
            Day(-52.4) + Minutes(190),
            Verdict.Degraded,
            Reason.JitterExceeded
        );
        await ledger.BreakAsync("calls", Day(-19.3), Day(-19.3) + Minutes(12.05), Verdict.Down, Reason.Timeout);
        await ledger.BreakAsync("voice", Day(-6.1), Day(-6.1) + Minutes(48), Verdict.Degraded, Reason.LossExceeded);
        await ledger.TurnAsync("time", Day(-33.5), Verdict.Maintenance);
        await ledger.TurnAsync("time", Day(-31.5), Verdict.Up);
        await ledger.TurnAsync("portal", Day(-12.5), Verdict.Unknown);
        await ledger.TurnAsync("portal", Day(-11.4), Verdict.Up);
        await ledger.BreakAsync("meetings", Now - Minutes(14.5), null, Verdict.Down, Reason.ConnectionRefused);

        await ledger.MeasureAsync(
            whole,
            TimeSpan.FromSeconds(20),
            (target, _) => target.Id == "meetings" ? Outcome.Down : Outcome.Up
        );
        foreach (var (target, region) in whole.Targets.SelectMany(t => t.Regions.Select(r => (t.Id, r))))
            await ledger.TurnRegionAsync(
                target,
                region,
                Now - Minutes(14.5),
                target == "meetings" ? RegionState.Down : RegionState.Up
            );
    }

    /// <summary>Every name and text is an attack; one target each is open and past.</summary>
    public static Task HostileAsync(PageLedger ledger) => NamedAsync(ledger, Hostile);

    /// <summary>A component of each name: it broke yesterday, and breaks now.</summary>
    public static async Task NamedAsync(PageLedger ledger, IEnumerable<string> names)
    {
        var catalog = Catalog([.. names.Select((text, i) => ($"c{i}", text, (string?)text))]);
        await ledger.ApplyAsync(catalog, Day(-2));
        foreach (var component in catalog.Components)
        {
            await ledger.TurnAsync(component.Id, Day(-2), Verdict.Up);
            await ledger.BreakAsync(component.Id, Day(-1), Day(-1) + Minutes(1), Verdict.Down, Reason.Timeout);
            await ledger.BreakAsync(component.Id, Now - Minutes(1), null, Verdict.Down, Reason.Timeout);
        }

        await ledger.MeasureAsync(catalog, TimeSpan.FromSeconds(20), (_, _) => Outcome.Down);
    }

    /// <summary>All was up when measuring stopped a quarter of an hour ago, and nobody has derived anything since.</summary>
    public static async Task SilentAsync(PageLedger ledger)
    {
        var catalog = Catalog(("calls", "Call signalling", null));
        await ledger.ApplyAsync(catalog, Day(-2));
        await ledger.TurnAsync("calls", Day(-2), Verdict.Up);
        await ledger.MeasureAsync(catalog, TimeSpan.FromMinutes(15), (_, _) => Outcome.Up);
    }

    private static Catalog Catalog(params (string Id, string Name, string? Description)[] components) =>
        new()
        {
            Regions = [.. Regions.Select(id => new Region(id, id))],
            Components = [.. components.Select(c => new Component(c.Id, c.Name, c.Description, [c.Id]))],
            Targets = [.. components.Select(c => Target(c.Id, c.Name))],
        };

    private static Target Target(string id, string name) =>
        new()
        {
            Id = id,
            Name = name,
            Regions = Regions,
            Interval = TimeSpan.FromSeconds(30),
            Timeout = TimeSpan.FromSeconds(5),
            Check = new SipCheck { Host = "pbx.invalid" },
        };

    private static Instant Day(double day) => Now + TimeSpan.FromDays(day);

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
