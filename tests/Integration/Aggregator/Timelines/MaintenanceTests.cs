using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Timelines;

/// <summary>Announced work in the timelines: over both nights on which clocks change, edited afterwards, and whatever the order of arrival.</summary>
public sealed class MaintenanceTests(LabFixture lab) : IAsyncLifetime
{
    private Centre _centre = null!;

    public async ValueTask InitializeAsync() => _centre = await Centre.StartAsync(lab, Catalog());

    public ValueTask DisposeAsync() => _centre.DisposeAsync();

    [Theory]
    [InlineData("2026-10-24T23:00:00Z", "23:00:00 1", "00:00:00 5", "02:00:00 1")] // 02:00 to 03:00 by the clock: two hours
    [InlineData("2027-03-28T00:00:00Z", "00:00:00 1", "01:00:00 5", "02:00:00 1")] // 02:00 to 04:00: one hour
    public async Task A_window_of_local_times_lasts_as_long_as_clocks_say(string start, params string[] verdicts)
    {
        Assert.True(Instant.TryParse(start, out var from));
        await _centre.ApplyAsync(
            Catalog(
                new MaintenanceWindow(
                    "nights",
                    "Nights",
                    Night with
                    {
                        End = start.StartsWith("2026", StringComparison.Ordinal)
                            ? new TimeOnly(3, 0)
                            : new TimeOnly(4, 0),
                    },
                    ["one"],
                    []
                )
            )
        );
        await DeriveOverAsync(from, TimeSpan.FromHours(4), "one");

        Assert.Equal(verdicts, (await _centre.VerdictsAsync("one"))[^3..]);
    }

    /// <summary>Nobody sends anything while the window begins and ends: time alone must turn the verdict.</summary>
    [Fact]
    public async Task Each_occurrence_begins_and_ends_by_itself()
    {
        await _centre.ApplyAsync(Catalog(new MaintenanceWindow("nights", "Nights", Night, [], ["calls"])));
        var end = Samples.Noon + TimeSpan.FromDays(3);
        for (var now = Samples.Noon; now < end; now += TimeSpan.FromMinutes(20))
        {
            _centre.SetTime(now);
            await _centre.DeriveAsync();
        }

        List<string> nights =
        [
            .. Enumerable.Repeat<string[]>(["00:00:00 5", "02:00:00 0"], 3).SelectMany(night => night),
        ];
        Assert.Equal(nights, await _centre.VerdictsAsync("one"));
        Assert.Equal(
            nights,
            await _centre.Database.RowsAsync(
                "select to_char(at, 'HH24:MI:SS'), verdict from component_verdict order by at"
            )
        );
    }

    [Fact]
    public async Task What_is_cancelled_or_moved_afterwards_becomes_what_it_was()
    {
        var work = new MaintenanceWindow("work", "Work", new OneOff(Minute(10), Minute(20)), ["one"], []);
        await _centre.ApplyAsync(Catalog(work));
        _centre.SetTime(Minute(60));
        await IngestAsync("one", 0, 60, minute => minute is >= 12 and < 16 ? Outcome.Down : Outcome.Up);
        await _centre.DeriveAsync();
        Assert.Equal(["12:00:00 1", "12:10:00 5", "12:20:00 1"], await _centre.VerdictsAsync("one"));
        Assert.Empty(await _centre.IncidentsAsync());

        await _centre.ApplyAsync(Catalog(work with { Time = new OneOff(Minute(14), Minute(20)) }));
        await _centre.DeriveAsync();
        Assert.Equal(["12:00:00 1", "12:12:00 4", "12:14:00 5", "12:20:00 1"], await _centre.VerdictsAsync("one"));

        await _centre.ApplyAsync(Catalog(work with { Cancelled = true }));
        await _centre.DeriveAsync();
        Assert.Equal(["12:00:00 1", "12:12:00 4", "12:16:00 1"], await _centre.VerdictsAsync("one"));
        Assert.Equal(
            ["1 one 12:12:00 12:16:00 4 1"],
            (await _centre.IncidentsAsync()).Where(incident => incident.Contains("one", StringComparison.Ordinal))
        );
    }

    /// <summary>Three targets with the same results and windows: one hears of its results before the edits, one after, one in between and in disorder.</summary>
    [Fact]
    public async Task The_timeline_is_the_same_whether_results_come_before_or_after_the_edits()
    {
        var seed = 20_261_123;
        for (var round = 0; round < 6; round++)
        {
            var random = new Random(seed + round);
            var start = Samples.Noon + TimeSpan.FromHours(3 * round);
            _centre.SetTime(start);
            var runs = Enumerable
                .Range(0, 90)
                .SelectMany(_ => Samples.Regions, (minute, region) => (Minute: minute, Region: region))
                .Where(_ => random.Next(10) > 0)
                .Select(run => (run.Minute, run.Region, Outcome: random.Next(3) == 0 ? Outcome.Down : Outcome.Up))
                .ToList();
            var shuffled = runs.OrderBy(_ => random.Next()).Chunk(40).ToList();

            _centre.SetTime(start + TimeSpan.FromMinutes(100));
            await TakeAsync("one", runs);
            await _centre.DeriveAsync();
            for (var edit = 0; edit < 4; edit++)
            {
                await _centre.ApplyAsync(Catalog([.. Enumerable.Range(0, random.Next(1, 4)).Select(Random)]));
                if (edit < shuffled.Count)
                    await TakeAsync("two", shuffled[edit]);
                if (edit % 2 == 0)
                    await _centre.DeriveAsync();
            }

            foreach (var chunk in shuffled.Skip(4))
                await TakeAsync("two", chunk);

            await TakeAsync("three", runs.OrderByDescending(run => run.Minute));
            await _centre.DeriveAsync();

            var expected = await ExpectedAsync(start, runs);
            foreach (var target in Targets)
                Assert.Equal(expected, await VerdictsAsync(target, start));

            MaintenanceWindow Random(int place) =>
                random.Next(2) == 0
                    ? new MaintenanceWindow(
                        $"once-{round}-{place}",
                        "Once",
                        new OneOff(
                            start + TimeSpan.FromMinutes(random.Next(40)),
                            start + TimeSpan.FromMinutes(40 + random.Next(60))
                        ),
                        Targets,
                        []
                    )
                    {
                        Cancelled = random.Next(4) == 0,
                    }
                    : new MaintenanceWindow(
                        $"daily-{round}-{place}",
                        "Daily",
                        Night with
                        {
                            Start = TimeOnly
                                .FromDateTime((start + TimeSpan.FromHours(2)).ToDateTimeOffset().UtcDateTime)
                                .AddMinutes(random.Next(60)),
                            End = null,
                            Duration = TimeSpan.FromMinutes(1 + random.Next(30)),
                        },
                        [],
                        ["calls"]
                    );

            Task TakeAsync(string target, IEnumerable<(int Minute, string Region, Outcome Outcome)> taken) =>
                _centre.IngestAsync(
                    taken.Select(run =>
                        Samples.Result(target, run.Region, start + TimeSpan.FromMinutes(run.Minute), run.Outcome)
                    )
                );
        }
    }

    /// <summary>What the rules make of the results and of the time that is written down.</summary>
    private async Task<List<string>> ExpectedAsync(
        Instant start,
        List<(int Minute, string Region, Outcome Outcome)> runs
    )
    {
        var now = Instant.Now(_centre.Time);
        var maintenance = (await _centre.Database.RowsAsync("select from_at, to_at from maintenance_time"))
            .Select(row => row.Split(' '))
            .Select(row =>
                Instant.TryParse(row[0], out var from) && Instant.TryParse(row[1], out var to)
                    ? new Window(from, to)
                    : throw new InvalidDataException(row[0])
            )
            .ToList();
        Window[] alive = [new(start, Instant.MaxValue)];
        var settings = new StepFunction<TargetSettings>(TargetSettings.Of(Samples.Target("one")));
        var watching = Samples.Regions.Select(region => new WatchingRegion(
            [new Window(Samples.Noon, Instant.MaxValue)],
            RegionTimeline.Of(
                runs.Where(run => run.Region == region)
                    .Select(run => new JudgedResult(
                        start + TimeSpan.FromMinutes(run.Minute),
                        Trigger.Schedule,
                        run.Outcome
                    )),
                settings,
                [new Window(Samples.Noon, Instant.MaxValue)],
                now
            )
        ));
        var inputs = new VerdictInputs(
            [.. watching],
            settings,
            maintenance,
            [new Window(Samples.Noon, Instant.MaxValue)]
        );
        return
        [
            .. new StepFunction<Verdict>(Verdict.Unknown, VerdictTimeline.Derive(inputs, Instant.MinValue, now))
                .Changes.Where(change => change.At > start)
                .Select(change => $"{change.At} {(int)change.Value}"),
        ];
    }

    private Task<List<string>> VerdictsAsync(string target, Instant after) =>
        _centre.Database.RowsAsync(
            $"""
            select at, verdict from verdict
            where target = (select id from target where slug = '{target}') and at > '{after}'
            order by at
            """
        );

    /// <summary>02:00 to 04:00 in Prague.</summary>
    private static readonly Recurring Night = new()
    {
        Zone = "Europe/Prague",
        Days = [new RecurringDay(null, null)],
        Start = new TimeOnly(2, 0),
        End = new TimeOnly(4, 0),
        First = new DateOnly(2026, 10, 6),
    };

    private static readonly string[] Targets = ["one", "two", "three"];

    private static Catalog Catalog(params MaintenanceWindow[] windows) =>
        Samples.Catalog([.. Targets.Select(Samples.Target)]) with
        {
            Maintenance = windows,
        };

    private static Instant Minute(int minute) => Samples.Noon + TimeSpan.FromMinutes(minute);

    private Task IngestAsync(string target, int from, int to, Func<int, Outcome> outcome) =>
        _centre.IngestAsync(
            Samples.Regions.SelectMany(
                _ => Enumerable.Range(from, to - from),
                (region, minute) => Samples.Result(target, region, Minute(minute), outcome(minute))
            )
        );

    private async Task DeriveOverAsync(Instant from, TimeSpan length, string target)
    {
        _centre.SetTime(from + length);
        var minutes = Enumerable.Range(0, (int)length.TotalMinutes);
        await _centre.IngestAsync(
            Samples.Regions.SelectMany(
                _ => minutes,
                (region, minute) => Samples.Result(target, region, from + TimeSpan.FromMinutes(minute))
            )
        );
        await _centre.DeriveAsync();
    }
}
