using System.Globalization;
using System.Text.Json;
using Ringback.Api.Words;
using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla.Statements;
using Ringback.Store.Statements;

namespace Ringback.Api.Pages;

/// <summary>A statement, ready to print: as it was written, and each amendment after it.</summary>
public sealed record StatementView(
    string Objective,
    string Period,
    string WrittenText,
    IReadOnlyList<StatementVersionView> Versions
)
{
    internal static StatementView Of(StatementRow row)
    {
        List<(string Title, string Body)> versions =
        [
            ("As written", row.Body),
            .. row.Amendments.Select(amendment =>
                ($"Amendment {amendment.Number} of {amendment.WrittenAt}", amendment.Body)
            ),
        ];
        return new StatementView(
            row.Objective,
            row.Period,
            row.WrittenAt.ToString(),
            [.. versions.Select(version => StatementVersionView.Of(version.Title, version.Body))]
        );
    }
}

/// <param name="Terms">What was promised, line by line; likewise the figures.</param>
/// <param name="Kept">Null where nothing was counted.</param>
public sealed record StatementVersionView(
    string Title,
    bool? Kept,
    IReadOnlyList<(string Name, string Value)> Terms,
    IReadOnlyList<(string Name, string Value)> Figures,
    IReadOnlyList<(string From, string To, string What)> Exclusions,
    IReadOnlyList<(string From, string To, string What)> Incidents,
    IReadOnlyList<(string From, string To, string What)> Gaps
)
{
    internal static StatementVersionView Of(string title, string body)
    {
        var said =
            JsonSerializer.Deserialize(body, StatementJson.Default.Statement)
            ?? throw new InvalidDataException("a statement is null");
        var zone = Zone.TryFind(said.Objective.Zone, out var known) ? known : Zone.Utc;
        return new StatementVersionView(
            title,
            said.Figures.Kept,
            [.. TermsOf(said, zone)],
            [.. FiguresOf(said)],
            [
                .. said.Exclusions.Select(each =>
                    (
                        Text(each.From),
                        Text(each.To),
                        $"{Number(each.Seconds)} s: {string.Join(", ", each.Work.Select(work => work.Title))}"
                    )
                ),
            ],
            [
                .. said.Incidents.Select(each =>
                    (
                        Text(each.From),
                        Text(each.To),
                        $"{VerdictWords.Text(each.Severity)}, {Number(each.DownSeconds)} s down{Why(each)}"
                    )
                ),
            ],
            [
                .. said.Gaps.Select(gap =>
                    (Text(gap.From), Text(gap.To), $"{Number(ExactSeconds.Of(gap.Microseconds))} s")
                ),
            ]
        );

        string Text(Instant instant) => Local(instant, zone);
    }

    private static IEnumerable<(string, string)> TermsOf(Statement said, Zone zone)
    {
        var objective = said.Objective;
        yield return ("Promised of", string.Join(", ", objective.Targets.Concat(objective.Components)));
        yield return (
            "Promise",
            $"{Number(objective.Goal * 100)} % {objective.Basis switch
            {
                ObjectiveBasis.Availability => "of time available",
                ObjectiveBasis.SuccessRatio => "of runs good",
                _ => "of calls conforming",
            }}"
        );
        yield return ("From", Local(said.From, zone));
        yield return ("To", Local(said.To, zone));
        if (said.CompleteTo < said.To)
            yield return ("Complete only to", Local(said.CompleteTo, zone));
        if (said.Calendar is { } calendar)
            yield return ("Service hours", $"{calendar.Name} ({calendar.Zone})");
        if (objective.MaintenanceCap is { } cap)
            yield return ("Maintenance excluded at most", $"{Number((decimal)cap.TotalHours)} h");
        yield return ("Zone", $"{objective.Zone}, zone data {said.ZoneData}");
        yield return ("Rules", said.Rules);
    }

    private static IEnumerable<(string, string)> FiguresOf(Statement said)
    {
        var figures = said.Figures;
        yield return ("Availability", Share(figures.Availability));
        yield return ("Coverage", Share(figures.Coverage));
        yield return ("Measured", $"{Number(figures.MeasuredSeconds)} s");
        yield return ("Down", $"{Number(figures.DownSeconds)} s");
        yield return ("Partial, degraded", $"{Number(figures.PartialSeconds)} s, {Number(figures.DegradedSeconds)} s");
        yield return ("Unknown", $"{Number(figures.UnknownSeconds)} s");
        yield return ("Maintenance excluded", $"{Number(figures.MaintenanceSeconds)} s");
        yield return ("Good of valid runs", Parts(figures.GoodRuns, figures.ValidRuns, figures.SuccessRatio));
        if (said.Objective.Basis == ObjectiveBasis.CallQuality)
            yield return (
                "Conforming of completed calls",
                Parts(figures.ConformingCalls, figures.CompletedCalls, figures.CallQuality)
            );
        var unit = said.Objective.Basis switch
        {
            ObjectiveBasis.Availability => " s",
            ObjectiveBasis.SuccessRatio => " runs",
            _ => " calls",
        };
        if (figures is { ErrorBudget: { } budget, BudgetRemaining: { } left })
            yield return ("Error budget, remaining", $"{Number(budget)}{unit}, {Number(left)}{unit}");
    }

    private static string Why(StatementIncident incident)
    {
        var reasons = incident
            .Known.Where(known => known.Reason is not null)
            .Select(known =>
                $"{known.Subject} {JsonNamingPolicy.SnakeCaseLower.ConvertName(known.Reason.ToString()!).Replace('_', ' ')}"
            );
        return string.Concat(reasons.Select((reason, place) => (place == 0 ? ": " : ", ") + reason));
    }

    private static string Parts(long? part, long? whole, decimal? share) =>
        part is null ? "not kept any more" : $"{part} of {whole}: {Share(share)}";

    private static string Share(decimal? share) => share is { } known ? $"{Number(known * 100)} %" : "nothing measured";

    private static string Number(decimal number) => number.ToString("0.#########", CultureInfo.InvariantCulture);

    private static string Local(Instant instant, Zone zone) =>
        zone.LocalAt(instant).ToString("yyyy-MM-dd HH:mm:ss.FFFFFF zzz", CultureInfo.InvariantCulture);
}
