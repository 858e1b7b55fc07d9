using Ringback.Aggregator.Statements;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Statements;
using Ringback.Store;
using Ringback.Store.Catalogs;
using Ringback.Store.Statements;
using Ringback.Store.Timelines;

namespace Ringback.Aggregator.Verification;

/// <summary>What holds of each statement, its last amendment or itself, made again of what the ledger holds now.</summary>
internal sealed class StatementVerifier(
    LedgerSnapshot snapshot,
    StatementMaker maker,
    CatalogVersions catalogs,
    Instant now
)
{
    /// <param name="pending">Told where it cannot be said yet.</param>
    public async Task<List<Discrepancy>> RunAsync(ICollection<string> pending, CancellationToken cancel)
    {
        var found = new List<Discrepancy>();
        if (pending.Count > 0 || await snapshot.Stored.IsAmendingAsync(cancel))
        {
            pending.Add("statements");
            return found;
        }

        foreach (var row in await snapshot.Stored.StatementsAsync(cancel))
        {
            try
            {
                found.AddRange(await RunAsync(row, cancel));
            }
            catch (Exception e) when (e is not OperationCanceledException && !DatabaseOutage.IsOne(e))
            {
                found.Add(new Discrepancy(row.Objective, null, "statement", row.WrittenAt, e.Message, "a statement"));
            }
        }

        return found;
    }

    private async Task<List<Discrepancy>> RunAsync(StatementRow row, CancellationToken cancel)
    {
        var found = new List<Discrepancy>();
        var written = StatementMaker.Read(row.Body);
        Check("statement", row.Body, StatementMaker.Text(written));
        foreach (var amendment in row.Amendments)
            Check("statement_amendment", amendment.Body, StatementMaker.Text(StatementMaker.Read(amendment.Body)));

        var numbers = await snapshot.Stored.AmendmentsAsync(row.Id, cancel);
        Check("statement_amendment", string.Join(' ', numbers), string.Join(' ', Enumerable.Range(1, numbers.Count)));
        var version = await catalogs.InForceAsync(new Instant(written.To.Microseconds - 1), cancel);
        Check(
            "statement",
            Terms(row.Objective, row.Period, await snapshot.Stored.BoundsAsync(row.Id, cancel), row.CatalogVersion),
            Terms(written.Objective.Id, written.Period, new Window(written.From, written.To), version?.Id)
        );

        var latest = StatementMaker.Read(row.Latest);
        var again = await maker.MakeAgainAsync(latest, now, cancel);
        if (ClosedMonth.Differ(latest, again))
            Check(
                row.Amendments.Count > 0 ? "statement_amendment" : "statement",
                row.Latest,
                StatementMaker.Text(again)
            );

        return found;

        void Check(string table, string stored, string computed)
        {
            if (stored != computed)
                found.Add(
                    new Discrepancy($"{row.Objective} {row.Period}", null, table, written.From, stored, computed)
                );
        }
    }

    private static string Terms(string objective, string period, Window window, long? version) =>
        $"{objective} {period} {window} of catalog {version}";
}
