using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Aggregator.Statements;
using Ringback.Aggregator.Verification;
using Ringback.Cli.Commands;
using Ringback.Cli.Ledger;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Catalogs;
using Ringback.Store.Objectives;
using Ringback.Store.Timelines;
using Ringback.Tests.Integration.Aggregator;

namespace Ringback.Tests.Integration.Cli.Ledger;

/// <summary>Results as a file has them, into a ledger and out of it.</summary>
internal static class LedgerFile
{
    public static async Task<ImportReceipt> ImportAsync(this Centre centre, string lines, Instant? since = null)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var import = new LedgerImport(
            centre.Database.Source,
            since,
            services.GetRequiredService<IMeterFactory>(),
            centre.Time
        );
        return await import.RunAsync(
            () => new MemoryStream(Encoding.UTF8.GetBytes(lines)),
            "x.ndjson",
            TestContext.Current.CancellationToken
        );
    }

    public static async Task<string> ExportAsync(this Centre centre, string? target = null)
    {
        using var bytes = new MemoryStream();
        await LedgerExportCommand.WriteAsync(
            centre.Database.Source,
            target,
            Window.Always,
            Instant.Now(centre.Time),
            bytes,
            TestContext.Current.CancellationToken
        );
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    public static async Task<string> TimelineAsync(this Centre centre, string target, Instant from, Instant to) =>
        (
            await LedgerTimelineCommand.ReadAsync(
                centre.Database.Source,
                target,
                new Window(from, to),
                Instant.Now(centre.Time),
                TestContext.Current.CancellationToken
            )
        ).ToJson();

    /// <summary>Exit code and output of <c>ringback ledger verify</c>.</summary>
    public static async Task<(int ExitCode, string Output)> VerifyAsync(
        this Centre centre,
        Window? window = null,
        string? target = null
    )
    {
        var cancel = TestContext.Current.CancellationToken;
        var database = centre.Database.Source;
        await using var snapshot = await LedgerSnapshot.OpenAsync(database, cancel);
        await using var output = new StringWriter { NewLine = "\n" };
        var statements = new StatementVerifier(
            snapshot,
            new StatementMaker(new SubjectReads(database), new RunReads(database)),
            new CatalogVersions(database),
            Instant.Now(centre.Time)
        );
        var code = await LedgerVerifyCommand.VerifyAsync(
            snapshot,
            statements,
            target,
            window ?? Window.Always,
            output,
            cancel
        );
        return (code, output.ToString());
    }

    public static string Lines(IEnumerable<ProbeResult> results) =>
        string.Concat(results.Select(result => $"{JsonSerializer.Serialize(result, ModelJson.Default.ProbeResult)}\n"));

    /// <summary>All that is derived, so that two ledgers can be compared.</summary>
    public static async Task<List<string>> DerivedAsync(this Centre centre) =>
        [
            .. await centre.Database.RowsAsync(
                "select 'state', target.slug, region.slug, at, state, reason from region_state join target on target.id = target join region on region.id = region order by 2, 3, at"
            ),
            .. await centre.Database.RowsAsync(
                "select 'verdict', slug, at, verdict, up_us, degraded_us, partial_us, down_us, maintenance_us from verdict join target on target.id = target order by 2, at"
            ),
            .. await centre.Database.RowsAsync(
                "select 'component', slug, at, verdict, up_us, degraded_us, partial_us, down_us, maintenance_us from component_verdict join component on component.id = component order by 2, at"
            ),
            .. await centre.Database.RowsAsync(
                "select 'blip', target.slug, region.slug, day::text, encode(blips, 'hex') from blip join target on target.id = target join region on region.id = region order by 2, 3, day"
            ),
            .. await centre.Database.RowsAsync(
                """
                select 'incident', coalesce(target.slug, component.slug), opened_at, closed_at, severity, reason
                from incident
                left join target on target.id = target
                left join component on component.id = component
                where merged_into is null and not withdrawn
                order by 2, opened_at
                """
            ),
        ];
}
