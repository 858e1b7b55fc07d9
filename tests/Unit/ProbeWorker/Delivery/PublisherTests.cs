using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Ringback.Model.Results;
using Ringback.ProbeWorker;
using Ringback.ProbeWorker.Delivery;

namespace Ringback.Tests.Unit.ProbeWorker.Delivery;

public sealed class PublisherTests : IDisposable
{
    private readonly SpoolFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Batches_are_in_order_and_bounded_and_leave_the_spool_once_confirmed()
    {
        using var spool = _folder.Open();
        await Task.WhenAll(Enumerable.Range(0, 1200).Select(i => spool.AppendAsync(SpoolFolder.Result(i))));
        var centre = new Centre(_ => true);

        await RunUntilAsync(spool, centre, () => spool.Count == 0);

        Assert.Equal([500, 500, 200], centre.Batches.Select(batch => batch.Results.Count));
        Assert.Equal(
            Enumerable.Range(0, 1200).Select(i => $"t{i}"),
            centre.Batches.SelectMany(batch => batch.Results).Select(result => result.Target)
        );
    }

    [Fact]
    public async Task A_batch_of_big_results_stays_under_its_bytes()
    {
        using var spool = _folder.Open();
        await Task.WhenAll(
            Enumerable.Range(0, 60).Select(i => spool.AppendAsync(SpoolFolder.Result(i, evidence: 16_000)))
        );
        var centre = new Centre(_ => true);

        await RunUntilAsync(spool, centre, () => spool.Count == 0);

        Assert.All(
            centre.Batches,
            batch => Assert.True(batch.Results.Sum(r => Encoding.UTF8.GetByteCount(r.Evidence!)) < 256 * 1024)
        );
        Assert.Equal(60, centre.Batches.Sum(batch => batch.Results.Count));
    }

    [Fact]
    public async Task A_centre_that_is_away_gets_the_same_first_batch_again_until_it_confirms()
    {
        using var spool = _folder.Open();
        await Task.WhenAll(Enumerable.Range(0, 700).Select(i => spool.AppendAsync(SpoolFolder.Result(i))));
        var centre = new Centre(attempt => attempt > 5);

        await RunUntilAsync(spool, centre, () => spool.Count == 0);

        Assert.Equal([500, 500, 500, 500, 500, 500, 200], centre.Batches.Select(batch => batch.Results.Count));
        Assert.All(centre.Batches.Take(6), batch => Assert.Equal("t0", batch.Results[0].Target));
        Assert.Equal("t500", centre.Batches[^1].Results[0].Target);
    }

    [Fact]
    public async Task A_flush_gives_up_when_its_time_is_over_and_loses_nothing()
    {
        using var spool = _folder.Open();
        await spool.AppendAsync(SpoolFolder.Result(1));
        var publisher = Publisher(spool, new Centre(_ => false));

        var flushing = publisher.FlushAsync(TimeSpan.FromSeconds(5));
        while (!flushing.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.False(await flushing);
        Assert.Equal(1, spool.Count);
    }

    private Publisher Publisher(Spool spool, IDelivery centre) =>
        new(Planned.Region, "w", spool, centre, new WorkerMetrics(Planned.Region), _time, NullLogger.Instance);

    private async Task RunUntilAsync(Spool spool, IDelivery centre, Func<bool> done)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Publisher(spool, centre).RunAsync(stop.Token);
        while (!done())
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    /// <summary>Keeps what it was given, and confirms the attempts that a test says, counted from 1.</summary>
    private sealed class Centre(Func<int, bool> confirms) : IDelivery
    {
        public List<ResultBatch> Batches { get; } = [];

        public Task DeliverAsync(ResultBatch batch, CancellationToken cancellation)
        {
            Batches.Add(batch);
            return confirms(Batches.Count) ? Task.CompletedTask : Task.FromException(new IOException("away"));
        }
    }
}
