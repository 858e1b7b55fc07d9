using Microsoft.Extensions.Time.Testing;
using Ringback.Aggregator.Timelines;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.Store.Results;
using Ringback.Tests.Simulation.Doors.Ledger;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation;

/// <summary>Seeds 153 and 648 in short: of two derivers of one component the one that began earlier has its lock later.</summary>
public sealed class DeriversApartTests
{
    private static readonly Instant Noon = Instant.From(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_deriver_that_began_earlier_cuts_nothing_off_a_component_and_opens_no_incident_again()
    {
        var tables = new LedgerTables();
        var ledger = new SimulatedLedger(tables, new NoDistance(), () => new LedgerTransaction(tables));
        tables.Apply(Catalog());
        await StoreAsync(ledger, "first", Outcome.Down, Outcome.Down, Outcome.Up);
        await StoreAsync(ledger, "second", Outcome.Up, Outcome.Up, Outcome.Up);
        await DeriveAsync(ledger, Noon + TimeSpan.FromMinutes(20));
        var (verdicts, incidents) = (tables.ComponentVerdicts[1], tables.ComponentIncidents.Values.ToList());

        tables.Touch(tables.TargetIds["second"], null, Noon + TimeSpan.FromSeconds(90));
        await DeriveAsync(ledger, Noon + TimeSpan.FromSeconds(91));

        Assert.Equal(verdicts.Changes, tables.ComponentVerdicts[1].Changes);
        Assert.NotNull(Assert.Single(incidents).Incident.ClosedAt);
        Assert.Equal(incidents, tables.ComponentIncidents.Values);
    }

    private static async Task DeriveAsync(SimulatedLedger ledger, Instant now)
    {
        var deriver = new Deriver(ledger, new FakeTimeProvider(now.ToDateTimeOffset()));
        while (await deriver.DeriveAsync(1, [], TestContext.Current.CancellationToken) > 0) { }
    }

    private static Task<StoreReceipt> StoreAsync(SimulatedLedger ledger, string target, params Outcome[] minutes) =>
        ledger.StoreAsync(
            [
                .. minutes.Select(
                    (outcome, minute) =>
                        new TakenResult(
                            new ProbeResult
                            {
                                Target = target,
                                Region = "prague",
                                ScheduledAt = Noon + TimeSpan.FromMinutes(minute),
                                StartedAt = Noon + TimeSpan.FromMinutes(minute),
                                Trigger = Trigger.Schedule,
                                Outcome = outcome,
                                Reason = outcome == Outcome.Up ? null : Reason.Timeout,
                            },
                            null
                        )
                ),
            ],
            Noon + TimeSpan.FromMinutes(minutes.Length),
            TestContext.Current.CancellationToken
        );

    private static Catalog Catalog() =>
        new()
        {
            EffectiveAt = Noon,
            Regions = [new Region("prague", "Prague")],
            Components = [new Component("both", "Both", null, ["first", "second"])],
            Targets = [Target("first"), Target("second")],
        };

    private static Target Target(string id) =>
        new()
        {
            Id = id,
            Name = id,
            Regions = ["prague"],
            Interval = TimeSpan.FromSeconds(60),
            Timeout = TimeSpan.FromSeconds(5),
            Check = new HttpsCheck { Url = new Uri("https://site.test/") },
        };
}
