using System.Collections.Frozen;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla.Rollups;
using Ringback.Store.Reads;

namespace Ringback.Api.Metrics;

/// <summary>The newest run of every target from every region: nine tenths of a scrape, so its labels are written once for all families.</summary>
internal sealed class RunMetrics
{
    private static readonly IReadOnlyList<string> Measurements =
    [
        .. RolledMeasurements.All.Where(name => name != RolledMeasurements.DurationSeconds),
        MeasurementNames.CertificateExpirySeconds,
        MeasurementNames.OffsetSeconds,
        MeasurementNames.SendLatenessP99Seconds,
    ];

    private static readonly FrozenDictionary<string, int> Places = Measurements
        .Index()
        .ToFrozenDictionary(each => each.Item, each => each.Index);

    private readonly OpenMetricsText _text;
    private readonly IReadOnlyList<WatchedRun> _watched;
    private readonly byte[][] _labels;

    private RunMetrics(OpenMetricsText text, IReadOnlyList<WatchedRun> watched)
    {
        (_text, _watched) = (text, watched);
        _labels = [.. watched.Select(each => OpenMetricsText.Labels("target", each.Target, "region", each.Region))];
    }

    public static void Write(OpenMetricsText text, LedgerFacts facts)
    {
        var metrics = new RunMetrics(text, facts.Runs);
        metrics.WriteRuns();
        metrics.WritePhases();
        metrics.WriteMeasurements();
        metrics.WriteMissing(facts);
    }

    private void WriteRuns()
    {
        Each(
            "ringback_run_success",
            "Newest run: 1 for up and degraded, 0 for down; no sample where the probe could not judge.",
            run =>
                run.Outcome switch
                {
                    Outcome.Unknown => null,
                    Outcome.Down => 0,
                    _ => 1,
                }
        );
        Each(
            "ringback_run_timestamp_seconds",
            "Slot of the newest run.",
            run => LedgerMetrics.Seconds(run.ScheduledAt)
        );
        Each("ringback_run_duration_seconds", "Newest run, from start to outcome.", run => run.Duration.TotalSeconds);
        Each(
            "ringback_run_lane_wait_seconds",
            "Time that the newest run waited in its worker before it began.",
            run => run.LaneWait.TotalSeconds
        );
        Each(
            "ringback_run_start_lateness_seconds",
            "From the newest run's slot to its real start: the worker's own lateness.",
            run => (run.StartedAt - run.ScheduledAt).TotalSeconds
        );
        Each(
            "ringback_run_timing_error_seconds",
            "Bound of the error that the worker's timing adds to any figure of the newest run.",
            run => run.TimingError.TotalSeconds
        );
    }

    private void WritePhases()
    {
        _text.Family("ringback_run_phase_seconds", "Newest run, by phase.");
        foreach (var (target, region, _, newest) in _watched)
        {
            foreach (var phase in (newest?.Phases ?? []).DistinctBy(phase => phase.Name))
                _text.Sample(phase.Duration.TotalSeconds, "target", target, "region", region, "phase", phase.Name);
        }
    }

    private void WriteMeasurements()
    {
        var samples = Measurements.Select(_ => new List<(int Watched, double Value)>()).ToArray();
        for (var i = 0; i < _watched.Count; i++)
        {
            foreach (var measurement in (_watched[i].Newest?.Measurements ?? []).DistinctBy(each => each.Name))
            {
                if (Places.TryGetValue(measurement.Name, out var place))
                    samples[place].Add((i, measurement.Value));
            }
        }

        foreach (var (place, measured) in samples.Index().Where(each => each.Item.Count > 0))
        {
            _text.Family($"ringback_run_{Measurements[place]}", "Newest run, as it was measured.");
            foreach (var (watched, value) in measured)
                _text.Sample(value, _labels[watched]);
        }
    }

    private void WriteMissing(LedgerFacts facts)
    {
        _text.Family(
            "ringback_region_missing_results",
            "Slots of the last hour without a result, although one could be here by now."
        );
        for (var i = 0; i < _watched.Count; i++)
            _text.Sample(facts.Missing.GetValueOrDefault((_watched[i].Target, _watched[i].Region)), _labels[i]);

        _text.Family(
            "ringback_region_silence_seconds",
            "Since the newest run's slot, or since the region began to watch the target, of two days at most."
        );
        for (var i = 0; i < _watched.Count; i++)
        {
            var since = _watched[i].Newest?.ScheduledAt ?? _watched[i].Since;
            var silence = facts.ReadAt - Instant.Max(since, facts.ReadAt - NewestRunReads.LooksBack);
            _text.Sample(Math.Max(0, silence.TotalSeconds), _labels[i]);
        }
    }

    private void Each(string name, string help, Func<ProbeResult, double?> of)
    {
        if (_watched.All(each => each.Newest is null))
            return;

        _text.Family(name, help);
        for (var i = 0; i < _watched.Count; i++)
        {
            if (_watched[i].Newest is { } run)
                _text.Sample(of(run), _labels[i]);
        }
    }
}
