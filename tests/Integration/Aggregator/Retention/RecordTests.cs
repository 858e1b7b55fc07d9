using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Ringback.Aggregator;
using Ringback.Aggregator.Alerts;
using Ringback.Model.Results;
using Ringback.Store.Retention;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Aggregator.Retention.FirstMidnight;
using RecordService = Ringback.Aggregator.Retention.RecordService;

namespace Ringback.Tests.Integration.Aggregator.Retention;

/// <summary>What was told, asked and changed has an end; what is still to be told has none.</summary>
public sealed class RecordTests(LabFixture lab)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_go_with_the_results_that_they_tell_of_once_they_have_been_looked_at()
    {
        await using var centre = await OutageAsync();
        var told = await centre.Database.RowsAsync("select count(*) from event");

        await DropAsync(centre, days: 3);
        Assert.NotEqual(["0"], told);
        Assert.Equal(told, await centre.Database.RowsAsync("select count(*) from event"));

        await LookedAtAsync(centre);
        await DropAsync(centre, days: 3);
        Assert.Equal(["0"], await centre.Database.RowsAsync("select count(*) from event"));
    }

    [Fact]
    public async Task What_a_receiver_is_still_to_be_told_stays_until_it_is_or_nobody_configures_it_any_more()
    {
        await using var centre = await OutageAsync();
        await LookedAtAsync(centre);
        await centre.Database.RowsAsync(
            $"insert into alert_receiver (name, event, due, kind, seen_at) values ('pager', 0, '{Midnight}', 'webhook', '{Midnight}')"
        );
        const string ToBeTold = "select kind from event where (body->>'notify')::boolean";

        await DropAsync(centre, days: 3, "pager");
        Assert.Equal(["incident_opened"], await centre.Database.RowsAsync(ToBeTold));
        Assert.Equal(["1"], await centre.Database.RowsAsync("select count(*) from event"));

        await DropAsync(centre, days: 6); // it was configured the day before yesterday, and a day is what is kept
        Assert.Empty(await centre.Database.RowsAsync("select name from alert_receiver"));
        Assert.Empty(await centre.Database.RowsAsync(ToBeTold));
    }

    [Fact]
    public async Task That_somebody_was_not_told_is_known_as_long_as_it_stands()
    {
        await using var centre = await OutageAsync();
        await LookedAtAsync(centre);
        foreach (var outcome in new[] { "silenced", "taken" })
            await centre.Database.RowsAsync(
                $"""
                insert into alert_delivery (receiver, event, asked, at, try, outcome, took_us, answer)
                select 'pager', id, false, written_at, 1, '{outcome}', 0, '' from event where (body->>'notify')::boolean
                """
            );

        await DropAsync(centre, days: 3);
        Assert.Equal(["silenced"], await centre.Database.RowsAsync("select outcome from alert_delivery"));
        Assert.Equal(["1"], await centre.Database.RowsAsync("select count(*) from event"));

        await centre.Database.RowsAsync($"update incident set closed_at = '{Midnight}'");
        await DropAsync(centre, days: 3);
        await DropAsync(centre, days: 3);
        Assert.Empty(await centre.Database.RowsAsync("select outcome from alert_delivery"));
        Assert.Equal(["0"], await centre.Database.RowsAsync("select count(*) from event"));
    }

    [Fact]
    public async Task Every_record_is_dropped_at_its_age_and_not_before()
    {
        await using var centre = await OutageAsync();
        var (yesterday, longAgo) = (Midnight - TimeSpan.FromHours(1), Midnight - TimeSpan.FromDays(20));
        string[] tables =
        [
            "audit",
            "alert",
            "silence",
            "refused",
            "api_key",
            "api_key_secret",
            "run_request",
            "idempotency",
            "alert_request",
        ];
        foreach (var (at, name) in new[] { (yesterday, "new"), (longAgo, "old") })
        {
            foreach (
                var sql in new[]
                {
                    $"insert into audit (at, actor, action, subject) values ('{at}', 'key:{name}', 'x', 'x')",
                    $"insert into alert (kind, subject_kind, subject, detail, name, urgency, summary, opened_at, closed_at) values ('coverage_low', 'component', '{name}', '', '', 0, '', '{at}', '{at}')",
                    $"insert into silence (reason, actor, created_at, ends_at) values ('{name}', 'x', '{at}', '{at}')",
                    $"insert into refused (day, region, reason, count) values ('{at}'::timestamptz::date, 0, '{name}', 1)",
                    $"insert into api_key (id, name, role, created_at, expires_at, revoked_at) values ('{name}', '{name}', 'viewer', '{at}', '2030-01-01', '{at}')",
                    $"insert into api_key_secret (key, hash, created_at) values ('{name}', '\\x00', '{at}')",
                    $"insert into run_request (target, regions, at, actor) select id, '{{}}', '{at}', '{name}' from target limit 1",
                    $"insert into idempotency (actor, key, request, begun_at) values ('{name}', 'x', '\\x00', '{at}')",
                    $"insert into alert_request (receiver, asked_at) values ('{name}', '{at}')",
                }
            )
                await centre.Database.RowsAsync(sql);
        }

        await DropAsync(centre, days: 0, recordDays: 10); // midnight
        foreach (var table in tables)
            Assert.Equal(["1"], await centre.Database.RowsAsync($"select count(*) from {table}"));

        await DropAsync(centre, days: 2, recordDays: 10);
        foreach (var table in tables)
            Assert.Equal(
                [table is "run_request" or "idempotency" or "alert_request" ? "0" : "1"],
                await centre.Database.RowsAsync($"select count(*) from {table}")
            );
    }

    [Fact]
    public async Task Nobody_else_takes_anything_from_the_audit_log()
    {
        await using var centre = await OutageAsync();
        await centre.Database.RowsAsync(
            $"insert into audit (at, actor, action, subject) values ('{Midnight}', 'key:one', 'x', 'x')"
        );
        await DropAsync(centre, days: 3); // its right to do so ends with its transaction

        foreach (var sql in new[] { "delete from audit", "update audit set actor = 'nobody'" })
            Assert.Contains(
                "audit is written once and never changed",
                (await Assert.ThrowsAsync<PostgresException>(() => centre.Database.RowsAsync(sql))).MessageText,
                StringComparison.Ordinal
            );
    }

    /// <summary>One that is open at midnight, told at that time.</summary>
    private async Task<Centre> OutageAsync()
    {
        var centre = await Centre.StartAsync(lab, Samples.Catalog(Samples.Target("pbx")));
        centre.SetTime(Midnight - TimeSpan.FromMinutes(0.5));
        await centre.IngestAsync(Runs(-10, -5), Runs(-5, 0, Outcome.Down));
        await centre.DeriveAsync();
        return centre;
    }

    private static Task<List<string>> LookedAtAsync(Centre centre) =>
        centre.Database.RowsAsync("update statement_progress set event = (select max(id) from event)");

    /// <summary>So many days after midnight; raw results are kept for one.</summary>
    private static Task DropAsync(Centre centre, int days, params string[] receivers) =>
        DropAsync(centre, days, AggregatorOptions.DefaultRecordDays, receivers);

    private static async Task DropAsync(Centre centre, int days, int recordDays, params string[] receivers)
    {
        centre.SetTime(Midnight + TimeSpan.FromDays(days));
        using var service = new RecordService(
            new RecordLedger(centre.Database.Source),
            new AggregatorOptions
            {
                Database = centre.Database.ConnectionString,
                ResultDays = 1,
                RecordDays = recordDays,
                Alerts = new AlertOptions
                {
                    Webhooks =
                    [
                        .. receivers.Select(name => new WebhookOptions(
                            name,
                            new Uri("http://localhost/"),
                            new Secret("")
                        )),
                    ],
                },
            },
            centre.Time,
            NullLogger<RecordService>.Instance
        );
        await service.RunAsync(Cancel);
    }
}
