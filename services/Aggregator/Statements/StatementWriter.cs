using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Sla.Objectives;
using Ringback.Model.Sla.Statements;
using Ringback.Store.Catalogs;
using Ringback.Store.Statements;

namespace Ringback.Aggregator.Statements;

/// <summary>What one look at the statements came to.</summary>
internal readonly record struct StatementNews(int Written, int Amended);

/// <summary>Writes the statements that are due, and amends those that later data has overtaken.</summary>
internal sealed class StatementWriter(
    StatementLedger ledger,
    CatalogVersions catalogs,
    StatementMaker maker,
    TimeProvider time
)
{
    /// <summary>Months of which every statement is written: they are not asked for again.</summary>
    private readonly HashSet<string> _done = [];

    /// <returns>Null where another process is at it.</returns>
    public async Task<StatementNews?> RunAsync(CancellationToken cancel)
    {
        await using var pass = await ledger.TryBeginAsync(cancel);
        if (pass is null)
            return null;

        var now = Instant.Now(time);
        var newest = await pass.NewestEventAsync(cancel);
        var amended = await AmendAsync(pass, now, cancel);
        var written = await WriteAsync(pass, now, cancel);
        await pass.CommitAsync(newest, cancel);
        return new StatementNews(written, amended);
    }

    private async Task<int> WriteAsync(StatementPass pass, Instant now, CancellationToken cancel)
    {
        if (await pass.FirstCatalogAtAsync(cancel) is not { } first)
            return 0;

        var written = 0;
        var month = Period.At(PeriodKind.Month, first, Zone.Utc);
        for (; EarliestDue(month) <= now; month = month.Plus(1))
        {
            if (!_done.Contains(month.ToString()))
                written += await WriteMonthAsync(pass, month, now, cancel);
        }

        return written;
    }

    /// <summary>At the earliest: no zone is farther ahead than a day.</summary>
    private static Instant EarliestDue(Period month) => ClosedMonth.DueAt(month, Zone.Utc) - TimeSpan.FromDays(1);

    private async Task<int> WriteMonthAsync(StatementPass pass, Period month, Instant now, CancellationToken cancel)
    {
        var end = month.In(Zone.Utc).To - TimeSpan.FromMicroseconds(1);
        if (await catalogs.InForceAsync(end, cancel) is not { } version)
            return 0;

        var there = await pass.WrittenAsync(month.ToString(), cancel);
        var left = version.Catalog.Objectives.Where(each => each.Window is null && !there.Contains(each.Id)).ToList();
        var written = 0;
        foreach (var objective in left)
        {
            var terms = ObjectiveTerms.Of(objective, version.Catalog);
            if (ClosedMonth.DueAt(month, terms.Zone) > now)
                continue;

            var calendar = version.Catalog.Calendars.FirstOrDefault(each => each.Id == objective.ServiceHours);
            var statement = await maker.MakeAsync(terms, calendar, month, now, cancel);
            await pass.WriteAsync(
                objective.Id,
                statement.Period,
                month.In(terms.Zone),
                version.Id,
                StatementMaker.Text(statement),
                now,
                cancel
            );
            written++;
        }

        if (written == left.Count)
            _done.Add(month.ToString());

        return written;
    }

    private async Task<int> AmendAsync(StatementPass pass, Instant now, CancellationToken cancel)
    {
        var amended = 0;
        foreach (var row in await pass.DoubtfulAsync(cancel))
        {
            var before = StatementMaker.Read(row.Latest);
            var after = await maker.MakeAgainAsync(before, now, cancel);
            if (!ClosedMonth.Differ(before, after))
                continue;

            await pass.AmendAsync(row, StatementMaker.Text(after), now, cancel);
            amended++;
        }

        return amended;
    }
}
