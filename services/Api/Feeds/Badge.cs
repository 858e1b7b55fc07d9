using System.Globalization;
using System.Text;
using System.Xml;
using Ringback.Api.Words;
using Ringback.Model.Sla;

namespace Ringback.Api.Feeds;

/// <summary>A label and a value, as a picture for pages of others: no script, no style, no font of its own.</summary>
internal static class Badge
{
    private const int Height = 20;
    private const int Padding = 8;

    public static byte[] OfVerdict(FeedComponent component) =>
        Write(component.Name, VerdictWords.Text(component.Verdict).ToLowerInvariant(), Colour(component.Verdict), null);

    /// <summary>Of the last 30 days, floored, with its coverage in the tooltip.</summary>
    public static byte[] OfAvailability(FeedComponent component)
    {
        var figures = component.Last30Days;
        return figures.Ratio is { } ratio
            ? Write(
                component.Name,
                ratio.ToPercent(3),
                Colour(component.Verdict == Verdict.Unknown ? Verdict.Unknown : Verdict.Up),
                $"coverage {figures.Coverage!.Value.ToPercent(2)} of 30 days, as of {component.AsOf}"
            )
            : Write(component.Name, "no data", Colour(Verdict.Unknown), null);
    }

    /// <summary>In what time 95 of 100 answers came, to two digits, never rounded down.</summary>
    public static byte[] OfResponse(FeedComponent component) =>
        component.Response is { } response
            ? Write(
                component.Name,
                Milliseconds(response),
                Colour(component.Verdict == Verdict.Unknown ? Verdict.Unknown : Verdict.Up),
                "95 of 100 answers came within it, since yesterday"
            )
            : Write(component.Name, "no data", Colour(Verdict.Unknown), null);

    private static string Milliseconds(TimeSpan time)
    {
        var unit = 1.0;
        while (time.TotalMilliseconds / unit > 99)
            unit *= 10;

        while (time.TotalMilliseconds / unit is > 0 and <= 9 && unit > 0.1)
            unit /= 10;

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Math.Ceiling(time.TotalMilliseconds / unit) * unit:0.#} ms"
        );
    }

    private static byte[] Write(string label, string value, string colour, string? more)
    {
        label = FeedText.Xml(label);
        var (left, right) = (Width(label), Width(value));
        using var bytes = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true };
        using (var svg = XmlWriter.Create(bytes, settings))
        {
            var said = $"{label}: {value}{(more is null ? "" : $" ({more})")}";
            svg.WriteStartElement("svg", "http://www.w3.org/2000/svg");
            Attributes(svg, ("width", left + right), ("height", Height), ("role", "img"), ("aria-label", said));
            svg.WriteElementString("title", said);
            Box(svg, 0, left, "#4b5563");
            Box(svg, left, right, colour);
            svg.WriteStartElement("g");
            Attributes(
                svg,
                ("fill", "#fff"),
                ("text-anchor", "middle"),
                ("font-family", "Verdana,DejaVu Sans,sans-serif"),
                ("font-size", 11)
            );
            Text(svg, left / 2, label);
            Text(svg, left + (right / 2), value);
            svg.WriteEndElement();
            svg.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static void Box(XmlWriter svg, int x, int width, string colour)
    {
        svg.WriteStartElement("rect");
        Attributes(svg, ("x", x), ("width", width), ("height", Height), ("fill", colour));
        svg.WriteEndElement();
    }

    private static void Text(XmlWriter svg, int x, string text)
    {
        svg.WriteStartElement("text");
        Attributes(svg, ("x", x), ("y", 14));
        svg.WriteString(text);
        svg.WriteEndElement();
    }

    private static void Attributes(XmlWriter svg, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        foreach (var (name, value) in attributes)
            svg.WriteAttributeString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
    }

    /// <summary>Of 11 px Verdana, about; a badge may be a little wide, never cut.</summary>
    private static int Width(string text) =>
        (2 * Padding) + (int)Math.Ceiling(text.EnumerateRunes().Sum(rune => rune.Value < 0x300 ? 7.0 : 12.0));

    private static string Colour(Verdict verdict) =>
        verdict switch
        {
            Verdict.Up => "#15803d",
            Verdict.Degraded => "#a16207",
            Verdict.Partial => "#c2410c",
            Verdict.Down => "#b91c1c",
            Verdict.Maintenance => "#1d4ed8",
            _ => "#6b7280",
        };
}
