using System.Diagnostics;
using System.Globalization;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;
using static Ringback.Tests.Integration.Api.Seeds;

namespace Ringback.Tests.Integration.Api.Metrics;

/// <summary>What Prometheus is told, held against the seeds and against Prometheus' own reader.</summary>
public sealed class LedgerMetricsTests(LabFixture lab) : IAsyncLifetime
{
    private ApiServer _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiServer.StartAsync(
            lab,
            Samples.Catalog() with
            {
                Objectives =
                [
                    new Objective
                    {
                        Id = "month",
                        Targets = ["pbx"],
                        Goal = 0.999m,
                        Zone = "Europe/Prague",
                    },
                ],
            }
        );
        await _api.Centre.SeedOutageAsync();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Every_figure_is_the_ledgers()
    {
        var metrics = await ReadAsync();

        Assert.Equal(1, metrics["ringback_target_info{target=\"pbx\",kind=\"sip\"}"]);
        Assert.Equal(1, metrics["ringback_target_verdict{target=\"pbx\",verdict=\"up\"}"]);
        Assert.Equal(0, metrics["ringback_target_verdict{target=\"pbx\",verdict=\"down\"}"]);
        Assert.Equal(0.7, metrics["ringback_target_availability_ratio{target=\"pbx\"}"]);
        Assert.Equal(1, metrics["ringback_target_coverage_ratio{target=\"pbx\"}"]);
        Assert.Equal(At(10).Microseconds / 1e6, metrics["ringback_target_as_of_timestamp_seconds{target=\"pbx\"}"]);
        Assert.Equal(1, metrics["ringback_run_success{target=\"pbx\",region=\"brno\"}"]);
        Assert.Equal(0.0215, metrics["ringback_run_duration_seconds{target=\"web\",region=\"prague\"}"]);
        Assert.Equal(0.021, metrics["ringback_run_phase_seconds{target=\"web\",region=\"prague\",phase=\"exchange\"}"]);
        Assert.Equal(0.0213, metrics["ringback_run_rtt_seconds{target=\"web\",region=\"prague\"}"]);
        Assert.Equal(0.003, metrics["ringback_run_start_lateness_seconds{target=\"web\",region=\"prague\"}"]);
        Assert.Equal(30, metrics["ringback_region_silence_seconds{target=\"web\",region=\"prague\"}"]);
        Assert.Equal(0.999, metrics["ringback_objective_goal_ratio{objective=\"month\",basis=\"availability\"}"]);
        Assert.Equal(2106, metrics["ringback_objective_budget_remaining{objective=\"month\",unit=\"seconds\"}"]);
        Assert.Equal(300, metrics["ringback_objective_burn_rate{objective=\"month\",window_seconds=\"3600\"}"]);
        Assert.Equal(0, metrics["ringback_incidents_open{severity=\"down\"}"]);
    }

    [Fact]
    public async Task A_failure_is_counted_as_one_and_what_could_not_be_judged_is_not()
    {
        _api.Centre.SetTime(At(15));
        await _api.Centre.IngestAsync(Runs("pbx", 14, 15, Outcome.Down), Runs("web", 14, 15, Outcome.Unknown));

        var metrics = await ReadAsync();

        Assert.Equal(0, metrics["ringback_run_success{target=\"pbx\",region=\"brno\"}"]);
        Assert.False(metrics.ContainsKey("ringback_run_success{target=\"web\",region=\"prague\"}"));
    }

    [Fact]
    public async Task What_never_came_does_not_come_any_more_or_left_a_gap_is_missing()
    {
        await using var api = await ApiServer.StartAsync(lab, Samples.Catalog());
        var (prague, brno) = (Due("prague", At(30)), Due("brno", At(30)));
        api.Centre.SetTime(At(30));
        await api.Centre.IngestAsync(
            prague
                .Where((_, place) => place is not (7 or 8 or 9))
                .Select(slot => Samples.Result("pbx", "prague", slot)),
            brno.Take(4).Select(slot => Samples.Result("pbx", "brno", slot))
        );

        var metrics = await ReadAsync(api);

        Assert.Equal(3, metrics["ringback_region_missing_results{target=\"pbx\",region=\"prague\"}"]);
        Assert.Equal(brno.Count - 4, metrics["ringback_region_missing_results{target=\"pbx\",region=\"brno\"}"]);
        Assert.Equal(
            (At(30) - brno[3]).TotalSeconds,
            metrics["ringback_region_silence_seconds{target=\"pbx\",region=\"brno\"}"],
            precision: 6
        );
        Assert.Equal(
            Due("frankfurt", At(30)).Count,
            metrics["ringback_region_missing_results{target=\"pbx\",region=\"frankfurt\"}"]
        );
        Assert.Equal(1800, metrics["ringback_region_silence_seconds{target=\"pbx\",region=\"frankfurt\"}"]);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 0)]
    public async Task A_scrape_does_not_wait_for_the_count_of_what_is_missing_unless_the_last_is_old(
        int minutes,
        int told
    )
    {
        await using var api = await ApiServer.StartAsync(lab, Samples.Catalog());
        var prague = Due("prague", At(30));
        api.Centre.SetTime(At(30));
        await api.Centre.IngestAsync(prague.Skip(3).Select(slot => Samples.Result("pbx", "prague", slot)));
        Assert.Equal(3, (await ReadAsync(api))["ringback_region_missing_results{target=\"pbx\",region=\"prague\"}"]);

        var now = At(30 + minutes);
        api.Centre.SetTime(now);
        await api.Centre.IngestAsync(
            Due("prague", now).Except(prague.Skip(3)).Select(slot => Samples.Result("pbx", "prague", slot))
        );

        Assert.Equal(told, (await ReadAsync(api))["ringback_region_missing_results{target=\"pbx\",region=\"prague\"}"]);
    }

    [Fact]
    public async Task Prometheus_own_checker_has_nothing_to_say()
    {
        var text = await _api.Http.GetStringAsync("/metrics/ledger", TestContext.Current.CancellationToken);
        using var promtool = Process.Start(
            new ProcessStartInfo("promtool", ["check", "metrics"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        await promtool.StandardInput.WriteAsync(text.AsMemory(), TestContext.Current.CancellationToken);
        promtool.StandardInput.Close();
        var said =
            await promtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)
            + await promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", said);
        Assert.Equal(0, promtool.ExitCode);
        Assert.EndsWith("# EOF\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/openmetrics-text;version=1.0.0,text/plain;q=0.5", "application/openmetrics-text")]
    [InlineData("text/plain", "text/plain")]
    public async Task A_reader_of_either_format_is_served(string accept, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics/ledger");
        request.Headers.Accept.ParseAdd(accept);
        using var response = await _api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.Content.Headers.ContentType!.MediaType);
    }

    private Task<Dictionary<string, double>> ReadAsync() => ReadAsync(_api);

    private static async Task<Dictionary<string, double>> ReadAsync(ApiServer api)
    {
        var text = await api.Http.GetStringAsync("/metrics/ledger", TestContext.Current.CancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .ToDictionary(
                line => line[..line.LastIndexOf(' ')],
                line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)
            );
    }

    /// <summary>Slots of pbx since noon of which a result could be here.</summary>
    private static List<Instant> Due(string region, Instant now)
    {
        // A run begins half an interval late at most, takes its timeout, and is delivered within seconds.
        var minute = TimeSpan.FromMinutes(1);
        var first = Slots.FirstAtOrAfter(Samples.Noon, Slots.Phase("pbx", region, minute), minute);
        return
        [
            .. Enumerable
                .Range(0, (int)((now - Samples.Noon) / minute))
                .Select(place => first + (place * minute))
                .Where(slot => slot + TimeSpan.FromSeconds(30 + 5 + 5) <= now),
        ];
    }
}
