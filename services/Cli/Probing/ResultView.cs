using System.Globalization;
using Ringback.Model.Results;
using Spectre.Console;

namespace Ringback.Cli.Probing;

/// <summary>One result on the terminal: outcome, phases, figures, and what was said on the wire.</summary>
internal static class ResultView
{
    private const int BarWidth = 32;

    public static void Write(IAnsiConsole console, string kind, ProbeResult result)
    {
        var colour = result.Outcome switch
        {
            Outcome.Up => Color.Green,
            Outcome.Degraded => Color.Yellow,
            Outcome.Down => Color.Red,
            _ => Color.Grey,
        };
        console.Write(new Text($"{Snake(result.Outcome)}", new Style(colour, decoration: Decoration.Bold)));
        var reason = result.Reason is { } why ? $" {Snake(why)}" : "";
        console.WriteLine($"{reason}  {kind} {result.Target}  {result.Address}  {Time(result.Duration.TotalSeconds)}");
        if (result.Detail is not null)
            console.WriteLine(result.Detail);

        if (result.Phases.Count > 0)
            console.Write(Phases(result));

        if (result.Measurements.Count > 0)
            console.Write(Figures(result));

        if (result.Evidence is null)
            return;

        console.WriteLine();
        foreach (var line in result.Evidence.TrimEnd('\n').Split('\n'))
            console.Profile.Out.Writer.WriteLine(line);
    }

    private static Table Phases(ProbeResult result)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("phase", "time", "");
        table.Columns[1].RightAligned();
        var longest = result.Phases.Max(phase => phase.Duration.TotalSeconds);
        foreach (var phase in result.Phases)
        {
            var share = longest > 0 ? phase.Duration.TotalSeconds / longest : 0;
            table.AddRow(
                new Text(phase.Name),
                new Text(Time(phase.Duration.TotalSeconds)),
                new Text(new string('█', (int)Math.Round(BarWidth * share)), new Style(Color.Blue))
            );
        }

        return table;
    }

    private static Table Figures(ProbeResult result)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("figure", "value");
        table.Columns[1].RightAligned();
        foreach (var (name, value) in result.Measurements)
            table.AddRow(new Text(name), new Text(Value(name, value)));

        return table;
    }

    private static string Value(string name, double value) =>
        name.EndsWith("_seconds", StringComparison.Ordinal)
            ? Time(value)
            : value.ToString("0.######", CultureInfo.InvariantCulture);

    private static string Time(double seconds) =>
        Math.Abs(seconds) switch
        {
            >= 2 * 86400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86400:0.0} d"),
            >= 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.000} ms"),
        };

    private static string Snake<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
