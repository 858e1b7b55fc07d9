using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Catalogs;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Statements;
using Ringback.ServiceDefaults;
using Ringback.Store.Objectives;

namespace Ringback.Aggregator.Statements;

/// <summary>Makes statements of what the ledger holds now.</summary>
internal sealed class StatementMaker(SubjectReads subjects, RunReads runs)
{
    public async Task<Statement> MakeAsync(
        ObjectiveTerms terms,
        ServiceCalendar? calendar,
        Period month,
        Instant now,
        CancellationToken cancel
    )
    {
        var objective = terms.Objective;
        var window = month.In(terms.Zone);
        var facts = await subjects.ReadAsync(
            new SubjectQuestion(
                objective.Targets,
                objective.Components,
                window,
                Beneath: objective.MaintenanceCap is not null
            ),
            now,
            cancel
        );
        var counts = await runs.CountAsync(
            terms,
            facts,
            window,
            calls: objective.Basis == ObjectiveBasis.CallQuality,
            cancel
        );
        return ClosedMonth.Of(
            terms,
            calendar,
            month,
            new StatementInputs(facts.Subject, counts, facts.Incidents, facts.Work),
            ZoneData.Version
        );
    }

    /// <summary>What a statement would say now, by its own terms, not those of a later catalog.</summary>
    /// <exception cref="InvalidDataException">It is of no period.</exception>
    public async Task<Statement> MakeAgainAsync(Statement before, Instant now, CancellationToken cancel)
    {
        if (!Period.TryParse(before.Period, out var month))
            throw new InvalidDataException($"'{before.Period}' is no period");

        var hours = before.Calendar is { } calendar ? ServiceHours.Of(calendar) : ServiceHours.Always;
        var terms = new ObjectiveTerms(before.Objective, Zone.Find(before.Objective.Zone), hours);
        return ClosedMonth.Kept(before, await MakeAsync(terms, before.Calendar, month, now, cancel));
    }

    public static string Text(Statement statement) =>
        JsonSerializer.Serialize(statement, StatementJson.Default.Statement);

    /// <exception cref="JsonException">It is none.</exception>
    public static Statement Read(string body) =>
        JsonSerializer.Deserialize(body, StatementJson.Default.Statement)
        ?? throw new InvalidDataException("a statement is null");
}
