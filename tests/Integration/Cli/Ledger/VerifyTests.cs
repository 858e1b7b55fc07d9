using Ringback.Aggregator.Retention;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Retention;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Cli.Ledger;

public sealed class VerifyTests(LabFixture lab) : IAsyncLifetime
{
    private const string Right = "nothing is stored otherwise\n";

    private VerifiedLedger _ledger = null!;

    public async ValueTask InitializeAsync() => _ledger = await VerifiedLedger.CreateAsync(lab);

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task What_was_written_is_what_the_rules_make_of_it()
    {
        Assert.Equal((0, Right), await _ledger.VerifyAsync());

        await _ledger.CloseMonthAsync();
        Assert.Equal((0, Right), await _ledger.VerifyAsync());
    }

    [Fact]
    public async Task Where_raw_results_are_gone_it_is_verified_from_the_folds_that_were_kept()
    {
        var cancel = TestContext.Current.CancellationToken;
        await _ledger.CloseMonthAsync();
        var horizon = Instant.From(new DateTimeOffset(2026, 10, 6, 0, 0, 0, TimeSpan.Zero));
        var retention = new RetentionLedger(_ledger.Centre.Database.Source);
        await retention.SealAsync(horizon, cancel);
        await new Sealing(_ledger.Centre.Derivations).KeepFoldsAsync(horizon, cancel);
        Assert.True(await retention.DropResultsAsync(horizon, cancel) > 0);

        Assert.Equal((0, Right), await _ledger.VerifyAsync());

        // The statement keeps what it counted: nothing is amended for want of results.
        await _ledger.WriteStatementsAsync();
        Assert.Equal(["1"], await _ledger.Centre.Database.RowsAsync("select count(*) from statement_amendment"));
        await _ledger.Centre.Database.RowsAsync(
            "update verdict set down_us = down_us + 1 where ctid = (select ctid from verdict order by at desc limit 1)"
        );
        Assert.Equal(1, (await _ledger.VerifyAsync()).Code);
    }

    [Fact]
    public async Task A_reason_that_later_results_change_is_changed_with_them()
    {
        var at = Samples.Noon + TimeSpan.FromMinutes(100);
        foreach (var region in Samples.Regions)
        {
            await _ledger.Centre.IngestAsync([
                Samples.Result("pbx", region, at, Outcome.Down) with
                {
                    StartedAt = at,
                    Reason = Reason.AuthFailed,
                },
            ]);
            await _ledger.Centre.DeriveAsync();
        }

        Assert.Equal((0, Right), await _ledger.VerifyAsync());
    }

    [Fact]
    public async Task A_target_that_waits_for_a_deriver_is_left_out_with_all_that_hangs_on_it()
    {
        await _ledger.Centre.IngestAsync([Samples.Result("pbx", "prague", Samples.Noon + TimeSpan.FromMinutes(200))]);

        Assert.Equal(
            (
                0,
                "pbx: being derived, and left out\n"
                    + "vantage points, causes and parts of incidents: being derived, and left out\n"
                    + "statements: being derived, and left out\n"
                    + Right
            ),
            await _ledger.VerifyAsync()
        );
    }

    [Fact]
    public async Task One_target_and_a_stretch_of_time_may_be_asked_for()
    {
        await _ledger.Centre.Database.RowsAsync(
            "update region_current set silent_at = silent_at + interval '1 microsecond' where target = 1"
        );

        Assert.Equal(1, (await _ledger.VerifyAsync(target: "pbx")).Code);
        Assert.Equal((0, Right), await _ledger.VerifyAsync(target: "web"));
        Assert.Equal((0, Right), await _ledger.VerifyAsync(new Window(Instant.UnixEpoch, Samples.Noon)));
    }
}
