using System.Globalization;
using System.Text.Json;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api;

/// <summary>Percentiles and counts over windows that hours were rolled up in, and over the open hour, held against all the runs.</summary>
public sealed class DistributionTests(DistributionTests.Days days) : IClassFixture<DistributionTests.Days>
{
    /// <summary>From Monday noon into Wednesday: whole days, and an hour that is not over.</summary>
    private const int Minutes = (60 * 40) + 20;

    private readonly ApiServer _api = days.Server;

    [Theory]
    [InlineData("from=2026-10-05T12:00:00Z", 0, Minutes)]
    [InlineData("from=2026-10-05T12:59:00Z&to=2026-10-05T13:00:01Z", 0, 120)]
    [InlineData("from=2026-10-07T04:00:00Z", 2400, Minutes)]
    [InlineData("from=2026-10-05T12:00:00Z&region=brno", 0, Minutes)]
    [InlineData("period=2026-10-06&zone=UTC", 720, 2160)]
    [InlineData("period=2026-10-06", 600, 2040)]
    [InlineData("period=2026-10-06&zone=Asia/Kolkata", 360, 1860)] // 18:30Z to 18:30Z, moved out to 18:00Z and 19:00Z
    public async Task A_percentile_is_that_of_all_valid_runs_of_the_window(string query, int from, int to)
    {
        var latency = await _api.GetAsync($"/v1/targets/pbx/latency?{query}");

        var regions = query.Contains("region", StringComparison.Ordinal) ? ["brno"] : Samples.Regions;
        var runs = Enumerable
            .Range(from, to - from)
            .SelectMany(minute => regions.Select(r => (minute, Run: Run(minute, r))))
            .ToList();
        var valid = runs.Where(each => each.minute is < 90 or >= 150)
            .Select(each => each.Run)
            .Where(run => run.Outcome != Outcome.Unknown)
            .ToList();
        var counts = latency.GetProperty("runs");
        Assert.Equal(runs.Count, counts.GetProperty("scheduled").GetInt32());
        Assert.Equal(valid.Count, counts.GetProperty("valid").GetInt32());
        var good = valid.Count(run => run.Outcome == Outcome.Up);
        Assert.Equal(good, counts.GetProperty("good").GetInt32());
        Assert.Equal(
            Math.Floor((decimal)good / valid.Count * 1_000_000_000) / 1_000_000_000,
            latency.GetProperty("success_ratio").GetDecimal()
        );
        AssertPercentiles(latency.GetProperty("percentiles").GetProperty("rtt_seconds"), [.. valid.Select(Rtt)]);
        Assert.Equal(At(from).ToString(), latency.GetProperty("from").GetString());
    }

    [Theory]
    [InlineData("hour", 41)]
    [InlineData("day", 3)]
    [InlineData("month", 1)]
    public async Task Pieces_add_up_and_the_whole_is_of_all_of_them(string resolution, int pieces)
    {
        var whole = await _api.GetAsync("/v1/targets/pbx/latency?from=2026-10-05T12:00:00Z");
        var cut = await _api.GetAsync($"/v1/targets/pbx/latency?from=2026-10-05T12:00:00Z&resolution={resolution}");

        var series = cut.GetProperty("series").EnumerateArray().ToList();
        Assert.Equal(pieces, series.Count);
        foreach (var name in new[] { "runs", "percentiles", "success_ratio", "coverage", "from", "to" })
            Assert.Equal(whole.GetProperty(name).GetRawText(), cut.GetProperty(name).GetRawText());

        foreach (var name in new[] { "scheduled", "up", "down", "unknown", "valid", "good" })
        {
            Assert.Equal(
                cut.GetProperty("runs").GetProperty(name).GetInt64(),
                series.Sum(piece => piece.GetProperty("runs").GetProperty(name).GetInt64())
            );
        }

        Assert.Equal(cut.GetProperty("from").GetString(), series[0].GetProperty("from").GetString());
        Assert.Equal(cut.GetProperty("to").GetString(), series[^1].GetProperty("to").GetString());
    }

    [Fact]
    public async Task Calls_are_counted_and_described()
    {
        var quality = await _api.GetAsync("/v1/targets/pbx/quality?from=2026-10-05T12:00:00Z&to=2026-10-05T13:00:00Z");

        // Every tenth minute is down, every tenth after it unknown; of the answered ones every third does not conform.
        Assert.Equal(48 * 3, quality.GetProperty("completed_calls").GetInt32());
        Assert.Equal(32 * 3, quality.GetProperty("conforming_calls").GetInt32());
        Assert.Equal(0.666666666m, quality.GetProperty("call_quality").GetDecimal());
        Assert.Equal(1, quality.GetProperty("coverage").GetDecimal());
        Assert.Equal(["mos"], quality.GetProperty("percentiles").EnumerateObject().Select(each => each.Name));
    }

    [Fact]
    public async Task Where_nothing_was_measured_nothing_is_claimed()
    {
        var latency = await _api.GetAsync("/v1/targets/web/latency?resolution=day&to=2026-10-07T05:00:00Z");

        Assert.Equal(0, latency.GetProperty("runs").GetProperty("scheduled").GetInt32());
        Assert.Equal(JsonValueKind.Null, latency.GetProperty("success_ratio").ValueKind);
        Assert.Empty(latency.GetProperty("percentiles").EnumerateObject());
        Assert.All(
            latency.GetProperty("series").EnumerateArray(),
            piece => Assert.Equal(JsonValueKind.Null, piece.GetProperty("success_ratio").ValueKind)
        );
    }

    private static void AssertPercentiles(JsonElement shown, double[] values)
    {
        Array.Sort(values);
        Assert.Equal(values.Length, shown.GetProperty("count").GetInt32());
        foreach (var percent in new[] { 50, 90, 95, 99 })
        {
            var exact = values[(((values.Length * percent) + 99) / 100) - 1];
            Assert.InRange(
                shown.GetProperty("p" + percent.ToString(CultureInfo.InvariantCulture)).GetDouble(),
                exact * 0.99,
                exact * 1.01
            );
        }
    }

    private static double Rtt(ProbeResult run) =>
        run.Measurements.Single(each => each.Name == MeasurementNames.RttSeconds).Value;

    private static ProbeResult Run(int minute, string region)
    {
        var outcome = (minute % 10) switch
        {
            3 => Outcome.Down,
            4 => Outcome.Unknown,
            _ => Outcome.Up,
        };
        var rtt = 0.010 * (1 + (minute * 7919 % 500 / 100.0)) * (1 + (Array.IndexOf(Samples.Regions, region) / 3.0));
        Measurement[] call =
            outcome == Outcome.Up
                ? [new(MeasurementNames.Mos, 4.3), new(MeasurementNames.Conforming, minute % 3 == 0 ? 0 : 1)]
                : [];
        return Samples.Result("pbx", region, At(minute), outcome) with
        {
            Measurements = [new Measurement(MeasurementNames.RttSeconds, rtt), .. call],
        };
    }

    public sealed class Days(LabFixture lab) : OutageApi(lab)
    {
        private protected override Catalog Catalog =>
            Samples.Catalog() with
            {
                Maintenance = [new("night", "Night", new OneOff(At(90), At(150)), ["pbx"], [])],
            };

        /// <summary>Each hour by itself, as it comes; then the open one.</summary>
        private protected override async Task SeedAsync(Centre centre)
        {
            for (var from = 0; from < Minutes; from += 60)
            {
                var to = Math.Min(from + 60, Minutes);
                centre.SetTime(At(to < Minutes ? to + 1 : to));
                await centre.IngestAsync(
                    Enumerable.Range(from, to - from).Select(minute => Samples.Regions.Select(r => Run(minute, r)))
                );
                await centre.DeriveAsync();
            }
        }
    }
}
