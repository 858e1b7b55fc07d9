using System.Globalization;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;
using Ringback.Tests.Benchmarks.Figures;
using Ringback.Tests.Benchmarks.Workload;

namespace Ringback.Tests.Benchmarks.Storage;

/// <summary>How long a raw day of one target takes to read, as rows and packed.</summary>
internal sealed class PackedDayFigures(NpgsqlDataSource database)
{
    private const int Reads = 40;

    public async Task ReadAsync(string how, Instant start, int targets, CancellationToken cancel)
    {
        var day = new Window(start, start + TimeSpan.FromDays(1));
        var results = new ResultReads(database);
        var times = new List<double>();
        var runs = 0;
        for (var i = 0; i < Reads; i++)
        {
            var target =
                await new TargetReads(database).FindAsync(Fleet.Id(i % targets), day.From, cancel)
                ?? throw new InvalidOperationException("the target is not there");
            var started = TimeProvider.System.GetTimestamp();
            runs = (await results.ReadPageAsync(target, day, default, null, int.MaxValue, cancel)).Count;
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  a raw day of one target, {how}: {Spread.Of(times):0.0} ms, {runs} runs"
            )
        );
    }
}
