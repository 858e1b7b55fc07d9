using System.Globalization;
using System.Text;
using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Sla;
using Spectre.Console;

namespace Ringback.Cli.Ledger;

/// <summary>A target's verdicts over a window, and the figures of it.</summary>
/// <param name="AsOf">Up to when data is complete: nothing from it on is in here.</param>
/// <param name="Pieces">Half-open, in order, without hole or overlap inside the lifetime.</param>
internal sealed record TimelineView(
    string Target,
    Instant AsOf,
    IReadOnlyList<Piece<Verdict>> Pieces,
    Availability Figures
)
{
    /// <summary>Of a ratio that is shown: floored.</summary>
    private const int Decimals = 15;

    /// <summary>One object on one line; every number in exact decimals, null where nothing was measured.</summary>
    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("intervals");
            foreach (var (window, verdict) in Pieces)
            {
                json.WriteStartObject();
                json.WriteString("from", window.From.ToString());
                json.WriteString("to", window.To.ToString());
                json.WriteString("verdict", Word(verdict));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("down_seconds", ExactSeconds.Of(Figures.Down));
            json.WriteNumber("unknown_seconds", ExactSeconds.Of(Figures.Unknown));
            json.WriteNumber("maintenance_seconds", ExactSeconds.Of(Figures.Maintenance));
            WriteRatio(json, "availability", Figures.Ratio);
            WriteRatio(json, "coverage", Figures.Coverage);
            json.WriteString("as_of", AsOf.ToString());
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    public void Write(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("from", "to", "seconds", "verdict");
        table.Columns[2].RightAligned();
        foreach (var (window, verdict) in Pieces)
            table.AddRow(
                window.From.ToString(),
                window.To.ToString(),
                ExactSeconds.Of(window.Microseconds).ToString(CultureInfo.InvariantCulture),
                Word(verdict)
            );

        console.Write(table);
        console.WriteLine($"{Target}, complete as of {AsOf}");
        console.WriteLine(
            $"down {Text(Figures.Down)} s, unknown {Text(Figures.Unknown)} s, maintenance {Text(Figures.Maintenance)} s"
        );
        console.WriteLine(
            $"availability {Figures.Ratio?.ToPercent(6) ?? "none: nothing was measured"}, "
                + $"coverage {Figures.Coverage?.ToPercent(6) ?? "none"}"
        );
    }

    private static void WriteRatio(Utf8JsonWriter json, string name, Ratio? ratio)
    {
        if (ratio is { } known)
            json.WriteNumber(name, known.Floor(Decimals));
        else
            json.WriteNull(name);
    }

    private static string Text(long microseconds) =>
        ExactSeconds.Of(microseconds).ToString(CultureInfo.InvariantCulture);

    private static string Word(Verdict verdict) => JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString());
}
