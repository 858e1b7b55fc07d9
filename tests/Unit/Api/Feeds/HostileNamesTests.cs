using System.Text.Json;
using System.Xml.Linq;
using Ringback.Api.Feeds;
using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Incidents;
using Ringback.Store.Reads;

namespace Ringback.Tests.Unit.Api.Feeds;

/// <summary>Whatever stands in a name, every feed is well-formed, and the name is text in it.</summary>
public class HostileNamesTests
{
    private static readonly Instant Noon = new(1_790_000_000_000_000);

    private static readonly string[] Known =
    [
        "<script>alert(1)</script>",
        "]]><x>",
        "\" onload=\"alert(1)",
        "&amp;&#0;&bogus;",
        "\u0000\u0001\u001b[31m\u007f\u0085",
        "\ud800 lone \udfff",
        "\ufffe\uffff",
        "\u202egnp.exe",
        "=1+1",
        "田中さん 😀 \r\n Set-Cookie: a=b",
        "<![CDATA[<!--",
    ];

    [Fact]
    public void Known_naughty_names_stay_text()
    {
        Assert.All(Known, IsText);
    }

    [Fact]
    public void Any_name_stays_text()
    {
        Gen.String[Gen.Char, 0, 40].Sample(IsText, iter: 2_000);
    }

    private static void IsText(string name)
    {
        var issue = new FeedIssue(Facts(name), Freshness.Fresh);
        var site = new FeedSite("Status of " + name, "https://status.example");
        var clean = FeedText.Xml(name);

        XNamespace atom = "http://www.w3.org/2005/Atom";
        var entry = Parse(XmlFeeds.Atom(issue, site)).Root!.Element(atom + "entry")!;
        Assert.Equal(Lines($"{clean}: outage"), Lines(entry.Element(atom + "title")!.Value));
        Assert.Empty(entry.Element(atom + "content")!.Elements());
        Assert.DoesNotContain("<script", entry.Element(atom + "content")!.Value, StringComparison.OrdinalIgnoreCase);
        var item = Parse(XmlFeeds.Rss(issue, site)).Descendants("item").Single();
        Assert.Equal(Lines($"{clean}: outage"), Lines(item.Element("title")!.Value));
        Assert.DoesNotContain("<script", item.Element("description")!.Value, StringComparison.OrdinalIgnoreCase);
        foreach (
            var badge in new[]
            {
                Badge.OfVerdict(issue.Facts.Components[0]),
                Badge.OfAvailability(issue.Facts.Components[0]),
            }
        )
        {
            var svg = Parse(badge).Root!;
            Assert.Equal(
                ["svg", "title", "rect", "rect", "g", "text", "text"],
                svg.DescendantsAndSelf().Select(element => element.Name.LocalName)
            );
        }

        var json = JsonElement.Parse(JsonFeed.Write(issue, site));
        Assert.DoesNotContain(
            "<script",
            json.GetProperty("items")[0].GetProperty("content_html").GetString()!,
            StringComparison.OrdinalIgnoreCase
        );
        var summary = JsonSerializer.SerializeToUtf8Bytes(
            new StatuspageWriter(issue, site).Summary(),
            FeedJson.Options
        );
        Assert.Equal(-1, summary.AsSpan().IndexOf("<script"u8));
        Assert.Equal(1, JsonElement.Parse(summary).GetProperty("incidents").GetArrayLength());
    }

    private static XDocument Parse(byte[] xml)
    {
        using var bytes = new MemoryStream(xml);
        return XDocument.Load(bytes);
    }

    /// <summary>XML has one kind of line end.</summary>
    private static string Lines(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static FeedFacts Facts(string name)
    {
        var row = new IncidentRow(
            7,
            null,
            "calls",
            null,
            name,
            Noon,
            null,
            Verdict.Down,
            Reason.Timeout,
            null,
            false,
            Noon,
            null,
            [new Cause<string>(name, CauseLayer.Sip, Reason.Timeout, 3, Noon, Noon)]
        );
        return new FeedFacts(
            Noon,
            Noon,
            Noon,
            Zone.Utc,
            [
                new FeedComponent(
                    "calls",
                    name,
                    name,
                    Verdict.Down,
                    Noon,
                    Noon,
                    Noon,
                    new Availability(900, 0, 0, 100, 0, 0)
                ),
            ],
            [
                new FeedIncident(
                    row,
                    [name],
                    IncidentStory.Tell(
                        row,
                        [],
                        [new IncidentNote(1, row.Id, row.OpenedAt, "monitoring", name, "key:x")],
                        Zone.Utc
                    )
                ),
            ],
            [new FeedMaintenance("night-1", name, new Window(Noon, Noon + TimeSpan.FromHours(1)), ["calls"], name)]
        );
    }
}
