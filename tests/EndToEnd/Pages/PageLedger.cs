using Npgsql;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Catalogs;
using Ringback.Store.Results;

namespace Ringback.Tests.EndToEnd.Pages;

/// <summary>Writes what months of measuring would have left: change points, incidents, and a few results.</summary>
internal sealed class PageLedger(NpgsqlDataSource database, Instant now)
{
    public Instant Now => now;

    /// <summary>For what ledgers of the product write.</summary>
    public NpgsqlDataSource Database => database;

    public async Task ApplyAsync(Catalog catalog, Instant at) =>
        await new CatalogLedger(database, new StandingClock(at)).ApplyAsync(
            catalog,
            TimeSpan.Zero,
            TestContext.Current.CancellationToken
        );

    /// <summary>One result a region of each target, that long ago.</summary>
    public async Task MeasureAsync(Catalog catalog, TimeSpan ago, Func<Target, string, Outcome> outcome)
    {
        var results =
            from target in catalog.Targets
            from region in target.Regions
            let seen = outcome(target, region)
            select new ProbeResult
            {
                Target = target.Id,
                Region = region,
                ScheduledAt = now - ago,
                StartedAt = now - ago,
                Trigger = Trigger.Schedule,
                Outcome = seen,
                Reason = seen == Outcome.Up ? null : Reason.ConnectionRefused,
            };
        await new ResultLedger(database).StoreAsync(
            [.. results.Select(result => new TakenResult(result, null))],
            now,
            TestContext.Current.CancellationToken
        );
        await RunAsync(
            """
            insert into region_current (target, region, at, fold, newest_at)
            select target, region, '-infinity', '{}', max(scheduled_at) from result group by target, region
            on conflict (target, region) do update set newest_at = excluded.newest_at
            """
        );
    }

    /// <summary>Of a target and of the component of the same id.</summary>
    public async Task TurnAsync(string id, Instant at, Verdict verdict)
    {
        await RunAsync(TurnSql("verdict", "target"), id, Time(at), (short)verdict);
        await RunAsync(TurnSql("component_verdict", "component"), id, Time(at), (short)verdict);
    }

    public Task TurnRegionAsync(string target, string region, Instant at, RegionState state) =>
        RunAsync(
            "insert into region_state select t.id, r.id, $3, $4, null from target t, region r where t.slug = $1 and r.slug = $2",
            target,
            region,
            Time(at),
            (short)state
        );

    /// <summary>An incident, and the verdicts that it is made of.</summary>
    /// <param name="to">Null while it is open.</param>
    public async Task BreakAsync(string id, Instant from, Instant? to, Verdict severity, Reason reason)
    {
        await TurnAsync(id, from, severity);
        if (to is { } end)
            await TurnAsync(id, end, Verdict.Up);
        await RunAsync(
            """
            insert into incident (target, opened_at, closed_at, severity, reason, changed_at)
            select id, $2, $3, $4, $5, $2 from target where slug = $1
            """,
            id,
            Time(from),
            to is { } closed ? Time(closed) : DBNull.Value,
            (short)severity,
            (short)reason
        );
    }

    /// <summary>No sums: the page reads none.</summary>
    private static string TurnSql(string table, string subject) =>
        $"""
            insert into {table} ({subject}, at, verdict, up_us, degraded_us, partial_us, down_us, maintenance_us)
            select id, $2, $3, 0, 0, 0, 0, 0 from {subject} where slug = $1
            """;

    private static DateTime Time(Instant at) => at.ToDateTimeOffset().UtcDateTime;

    private async Task RunAsync(string sql, params object[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(
                parameter is DBNull
                    ? new NpgsqlParameter { Value = parameter, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz }
                    : new NpgsqlParameter { Value = parameter }
            );
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
