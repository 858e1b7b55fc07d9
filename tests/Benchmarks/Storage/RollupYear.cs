using System.Globalization;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Sla;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Reads;
using Ringback.Store.Timelines;
using Ringback.Tests.Benchmarks.Figures;
using Ringback.Tests.Benchmarks.Workload;

namespace Ringback.Tests.Benchmarks.Storage;

/// <summary>Rollups of many days, written as derivers write them.</summary>
/// <param name="targets">Numbers 1 to this, and those of the regions, are in the ledger.</param>
internal sealed class RollupYear(NpgsqlDataSource database, int targets)
{
    /// <summary>Different days are as many; a year repeats them.</summary>
    private const int Variants = 2;
    private const int Reads = 40;

    private readonly Derivations _derivations = new(database);
    private readonly Dictionary<(View View, int Variant), DayRollup> _days = [];

    /// <summary>Each row is written anew every hour; what that leaves is vacuumed every four hours, as often as a hundredth of a year's table has changed.</summary>
    public async Task LiveAsync(Instant start, int first, int end, CancellationToken cancel)
    {
        for (var hour = first * DayRollup.Hours; hour < end * DayRollup.Hours; hour++)
        {
            var day = hour / DayRollup.Hours;
            await WriteAsync(start, day, view => Until(Day(start, view, day), hour % DayRollup.Hours), cancel);
            if (hour % 4 > 0)
                continue;

            await using var vacuum = database.CreateCommand("vacuum rollup");
            await vacuum.ExecuteNonQueryAsync(cancel);
        }
    }

    /// <summary>Days whose rows are written once.</summary>
    public async Task FillAsync(Instant start, int first, int end, CancellationToken cancel)
    {
        for (var day = first; day < end; day++)
            await WriteAsync(start, day, view => Day(start, view, day), cancel);
    }

    /// <summary>A year of one target by day, all regions together, from tables that are in memory.</summary>
    public async Task ReadAsync(Instant start, int days, CancellationToken cancel)
    {
        var rollups = new RollupReads(database);
        foreach (var zone in new[] { Zone.Utc, Zone.Find("Europe/Prague") })
        {
            Window[] pieces =
            [
                .. Enumerable
                    .Range(1, days - 2)
                    .Select(day => zone.DayAt(start + TimeSpan.FromDays(day)))
                    .Select(day => new Window(zone.StartOf(day), zone.StartOf(day.AddDays(1)))),
            ];
            var times = new List<double>();
            for (var i = 0; i < Reads; i++)
            {
                var started = TimeProvider.System.GetTimestamp();
                await rollups.ReadAsync(1 + (i % targets), null, pieces, cancel);
                times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            }

            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  a year by day of {zone.Id}, one target: {Spread.Of(times):0.0} ms, {Reads} reads one after another"
                )
            );
        }
    }

    private async Task WriteAsync(Instant start, int day, Func<View, DayRollup> rollup, CancellationToken cancel)
    {
        var date = ViewDay.DayOf(start + TimeSpan.FromDays(day));
        await using var derivation = await _derivations.ClaimAsync(1, cancel);
        await derivation.Rollups.WriteAsync(Views().ToDictionary(view => new ViewDay(view, date), rollup), cancel);
        await derivation.CommitAsync(cancel);
    }

    private IEnumerable<View> Views() =>
        from target in Enumerable.Range(1, targets)
        from region in Enumerable.Range(1, Fleet.Regions.Length)
        select new View(target, (short)region);

    private DayRollup Day(Instant start, View view, int day)
    {
        var key = (view, day % Variants);
        if (!_days.TryGetValue(key, out var rollup))
            _days[key] = rollup = Live(start, view, new Random((1_000 * view.Target) + (10 * view.Region) + key.Item2));

        return rollup;
    }

    private static DayRollup Live(Instant start, View view, Random random)
    {
        var id = Fleet.Id(view.Target - 1);
        var runs = Enumerable
            .Range(0, (int)(TimeSpan.FromDays(1) / Fleet.Interval))
            .Select(run =>
                Runs.Of(view.Target - 1, id, Fleet.Regions[view.Region - 1], start + (run * Fleet.Interval), random)
            )
            .Select(run => new RolledRun(
                run.ScheduledAt,
                run.Trigger,
                run.Outcome,
                run.Reason,
                run.Duration,
                run.Measurements
            ))
            .ToLookup(run => run.ScheduledAt.HourStart);
        return Enumerable
            .Range(0, DayRollup.Hours)
            .Select(hour => (Place: hour, At: start + (hour * HourRollup.Length)))
            .Aggregate(
                DayRollup.Empty,
                (day, hour) => day.With(hour.Place, HourRollup.Of(hour.At, runs[hour.At], [Window.Always], []))
            );
    }

    private static DayRollup Until(DayRollup day, int last) =>
        Enumerable.Range(0, last + 1).Aggregate(DayRollup.Empty, (part, hour) => part.With(hour, day[hour]));
}
