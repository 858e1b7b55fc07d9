using Ringback.Aggregator.Ingest;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Results;
using Ringback.Store.Results.Packing;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Ingest;

public sealed class IngestTests(LabFixture lab) : IAsyncLifetime
{
    private Centre _centre = null!;

    public async ValueTask InitializeAsync()
    {
        _centre = await Centre.StartAsync(lab, Samples.Catalog());
        _centre.SetTime(Samples.Noon + TimeSpan.FromMinutes(5));
    }

    public ValueTask DisposeAsync() => _centre.DisposeAsync();

    [Fact]
    public async Task A_batch_that_comes_again_counts_once()
    {
        var batch = Batch(Good(1), Good(2));

        var first = await TakeAsync(batch);
        var again = await TakeAsync(batch);

        Assert.Equal((2, 0), (first.Stored, first.Duplicates));
        Assert.Equal((0, 2), (again.Stored, again.Duplicates));
    }

    [Fact]
    public async Task A_result_from_the_future_is_refused_and_takes_no_slot()
    {
        var received = Instant.Now(_centre.Time);
        var receipt = await TakeAsync(
            Batch(
                Samples.Result("pbx", "prague", received + ResultRules.Skew),
                Samples.Result("pbx", "prague", received + ResultRules.Skew + TimeSpan.FromMicroseconds(1))
            )
        );

        Assert.Equal((1, 1), (receipt.Stored, receipt.Refused[Refusals.ClockSkew]));
        Assert.Equal(["1"], await _centre.Database.RowsAsync("select count(*) from result"));
    }

    [Fact]
    public async Task One_malformed_result_never_refuses_the_others()
    {
        var good = Good(1);
        ProbeResult[] malformed =
        [
            good with
            {
                Region = "brno",
            },
            good with
            {
                Target = "No Slug",
            },
            good with
            {
                Reason = Reason.Timeout,
            },
            good with
            {
                Outcome = Outcome.Down,
            },
            good with
            {
                Outcome = (Outcome)9,
                Reason = Reason.Timeout,
            },
            good with
            {
                Duration = TimeSpan.FromSeconds(-1),
            },
            good with
            {
                StartedAt = Instant.MaxValue,
            },
            good with
            {
                StartedAt = good.ScheduledAt - TimeSpan.FromDays(2),
            },
            good with
            {
                Phases = [new Phase(PhaseNames.Resolve, TimeSpan.MinValue)],
            },
            good with
            {
                Measurements = [.. Enumerable.Repeat(new Measurement(MeasurementNames.RttSeconds, 1), 129)],
            },
            good with
            {
                ScheduledAt = Instant.MaxValue,
                StartedAt = Instant.MaxValue,
            },
            good with
            {
                ScheduledAt = Instant.MinValue,
                StartedAt = Instant.MinValue,
            },
        ];

        var receipt = await TakeAsync(Batch([.. malformed, good]));

        Assert.Equal(1, receipt.Stored);
        Assert.Equal(malformed.Length, receipt.Refused.Values.Sum());
        Assert.Equal(malformed.Length - 2, receipt.Refused[Refusals.Malformed]);
        Assert.Equal(["1"], await _centre.Database.RowsAsync("select count(*) from result"));
    }

    [Fact]
    public async Task Texts_are_cut_to_what_a_database_can_hold_and_unknown_names_left_out()
    {
        var receipt = await TakeAsync(
            Batch(
                Samples.Result("pbx", "prague", Samples.Noon, Outcome.Down) with
                {
                    Detail = "a\0b\ud800",
                    Evidence = new string('x', 100_000),
                    Phases =
                    [
                        new Phase("from_the_future", TimeSpan.Zero),
                        new Phase(PhaseNames.Tls, TimeSpan.FromSeconds(1)),
                    ],
                    Measurements =
                    [
                        new Measurement("furlongs", 1),
                        new Measurement(MeasurementNames.RttSeconds, double.NaN),
                    ],
                }
            )
        );

        Assert.Equal(1, receipt.Stored);
        Assert.Equal(
            ["a\ufffdb\ufffd 16384"],
            await _centre.Database.RowsAsync("select detail, length(evidence) from evidence")
        );
        var stored = Assert.Single(await _centre.Database.RowsAsync("select encode(body, 'hex') from result"));
        var body = ResultBody.Unpack(Convert.FromHexString(stored));
        Assert.Equal([new Phase(PhaseNames.Tls, TimeSpan.FromSeconds(1))], body.Phases);
        Assert.Empty(body.Measurements);
    }

    [Fact]
    public async Task Twins_within_one_batch_are_settled_before_the_ledger_sees_them()
    {
        var late = Good(1);
        var early = late with { StartedAt = late.StartedAt - TimeSpan.FromMilliseconds(1) };

        var receipt = await TakeAsync(Batch(late, early, late));

        Assert.Equal(1, receipt.Stored);
        Assert.Equal([early.StartedAt.ToString()], await _centre.Database.RowsAsync("select started_at from result"));
    }

    [Fact]
    public async Task A_batch_that_breaks_the_contract_itself_is_invalid_for_ever()
    {
        await Assert.ThrowsAsync<InvalidBatchException>(() =>
            TakeAsync(Batch([.. Enumerable.Range(0, 501).Select(Good)]))
        );
        await Assert.ThrowsAsync<InvalidBatchException>(() => TakeAsync(Batch(Good(1)) with { Results = null! }));
    }

    private Task<StoreReceipt> TakeAsync(ResultBatch batch) =>
        _centre.Ingest.TakeAsync(batch, TestContext.Current.CancellationToken);

    private static ResultBatch Batch(params IReadOnlyList<ProbeResult> results) =>
        new()
        {
            Region = "prague",
            Worker = "test",
            Results = results,
        };

    private static ProbeResult Good(int minute) =>
        Samples.Result("pbx", "prague", Samples.Noon + TimeSpan.FromMinutes(minute % 5));
}
