using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Ringback.Api.Words;

namespace Ringback.Api.Feeds;

/// <summary>Incidents as Atom (RFC 4287) and as RSS 2.0: one entry an incident, which is updated as its story goes on.</summary>
internal static class XmlFeeds
{
    private const string AtomNamespace = "http://www.w3.org/2005/Atom";

    public static byte[] Atom(FeedIssue issue, FeedSite site) =>
        Write(xml =>
        {
            var facts = issue.Facts;
            xml.WriteStartElement("feed", AtomNamespace);
            Element(xml, "id", Urn(issue, "history"));
            Element(xml, "title", $"{site.Name}: incidents");
            Element(xml, "subtitle", Subtitle(issue));
            Element(xml, "updated", FeedText.Rfc3339(facts.ChangedAt, facts.Zone));
            xml.WriteStartElement("author");
            Element(xml, "name", site.Name);
            xml.WriteEndElement();
            Link(xml, "self", "application/atom+xml", $"{site.Url}/history.atom");
            Link(xml, "alternate", "text/html", $"{site.Url}/");
            foreach (var incident in facts.Incidents)
            {
                xml.WriteStartElement("entry");
                Element(xml, "id", Id(incident, issue));
                Element(xml, "title", IncidentStory.Title(incident.Row));
                Element(xml, "published", FeedText.Rfc3339(incident.Updates[0].WrittenAt, facts.Zone));
                Element(xml, "updated", FeedText.Rfc3339(incident.ChangedAt, facts.Zone));
                Link(xml, "alternate", "text/html", site.Incident(incident.Row.Id));
                xml.WriteStartElement("content");
                xml.WriteAttributeString("type", "html");
                xml.WriteString(FeedText.Xml(Html(incident, issue)));
                xml.WriteEndElement();
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        });

    public static byte[] Rss(FeedIssue issue, FeedSite site) =>
        Write(xml =>
        {
            var facts = issue.Facts;
            xml.WriteStartElement("rss");
            xml.WriteAttributeString("version", "2.0");
            xml.WriteStartElement("channel");
            Element(xml, "title", $"{site.Name}: incidents");
            Element(xml, "link", $"{site.Url}/");
            Element(xml, "description", Subtitle(issue));
            Element(xml, "lastBuildDate", FeedText.Rfc822(facts.ChangedAt));
            Element(xml, "ttl", "1");
            xml.WriteStartElement("atom", "link", AtomNamespace);
            xml.WriteAttributeString("rel", "self");
            xml.WriteAttributeString("type", "application/rss+xml");
            xml.WriteAttributeString("href", FeedText.Xml($"{site.Url}/history.rss"));
            xml.WriteEndElement();
            foreach (var incident in facts.Incidents)
            {
                xml.WriteStartElement("item");
                Element(xml, "title", IncidentStory.Title(incident.Row));
                Element(xml, "description", Html(incident, issue));
                Element(xml, "pubDate", FeedText.Rfc822(incident.ChangedAt));
                Element(xml, "link", site.Incident(incident.Row.Id));
                xml.WriteStartElement("guid");
                xml.WriteAttributeString("isPermaLink", "false");
                xml.WriteString(Id(incident, issue));
                xml.WriteEndElement();
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        });

    /// <summary>Readers know an entry by it.</summary>
    public static string Id(FeedIncident incident, FeedIssue issue) =>
        Urn(issue, string.Create(CultureInfo.InvariantCulture, $"incident/{incident.Row.Id}"));

    /// <summary>The same for ever, whatever our address, and no other installation's (RFC 4287, 4.2.6): a UUID of version 8 (RFC 9562).</summary>
    private static string Urn(FeedIssue issue, string name)
    {
        var origin = issue.Facts.Origin.Microseconds;
        var seed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"ringback/{origin}/{name}"));
        var id = SHA256.HashData(seed).AsSpan(0, 16);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return $"urn:uuid:{new Guid(id, bigEndian: true)}";
    }

    /// <summary>The story, newest first, every word of it escaped.</summary>
    public static string Html(FeedIncident incident, FeedIssue issue)
    {
        var html = new StringBuilder();
        foreach (var update in incident.Updates.Reverse())
        {
            html.Append("<p><small>")
                .Append(WebUtility.HtmlEncode(TimeWords.Local(update.At, issue.Facts.Zone)))
                .Append("</small><br><strong>")
                .Append(update.Status)
                .Append("</strong> - ")
                .Append(WebUtility.HtmlEncode(update.Text))
                .Append("</p>");
        }

        if (incident.Parts.Count > 0)
            html.Append("<p>With: ").Append(WebUtility.HtmlEncode(string.Join(", ", incident.Parts))).Append("</p>");

        return html.ToString();
    }

    public static string Subtitle(FeedIssue issue) =>
        issue.Freshness == Freshness.Fresh
            ? "What was down, partial or degraded, from its first failed slot on"
            : $"Out of date: as of {TimeWords.Local(issue.Facts.ReadAt, issue.Facts.Zone)}";

    private static byte[] Write(Action<XmlWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
            content(xml);

        return bytes.ToArray();
    }

    private static void Element(XmlWriter xml, string name, string text) =>
        xml.WriteElementString(name, FeedText.Xml(text));

    private static void Link(XmlWriter xml, string rel, string type, string href)
    {
        xml.WriteStartElement("link");
        xml.WriteAttributeString("rel", rel);
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("href", FeedText.Xml(href));
        xml.WriteEndElement();
    }
}
