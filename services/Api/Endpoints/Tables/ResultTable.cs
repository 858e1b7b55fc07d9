using Ringback.Api.Exports;
using Ringback.Model.Results;

namespace Ringback.Api.Endpoints.Tables;

/// <summary>Raw results: a column for every phase and measurement of the closed lists, empty where a run has none.</summary>
internal static class ResultTable
{
    public static readonly Table<ProbeResult> Columns = Measured(
        Phased(
            new Table<ProbeResult>("results", [])
                .Text("target", result => result.Target)
                .Text("region", result => result.Region)
                .At("scheduled_at", result => result.ScheduledAt)
                .At("started_at", result => result.StartedAt)
                .Word<Trigger>("trigger", result => result.Trigger)
                .Word<Outcome>("outcome", result => result.Outcome)
                .Word("reason", result => result.Reason)
                .Real("duration_seconds", result => result.Duration.TotalSeconds)
                .Real("lane_wait_seconds", result => result.LaneWait.TotalSeconds)
                .Real("timing_error_seconds", result => result.TimingError.TotalSeconds)
        )
    );

    private static Table<ProbeResult> Phased(Table<ProbeResult> table) =>
        PhaseNames.All.Aggregate(
            table,
            (columns, name) => columns.Real($"phase_{name}_seconds", result => Phase(result, name))
        );

    private static Table<ProbeResult> Measured(Table<ProbeResult> table) =>
        MeasurementNames.All.Aggregate(
            table,
            (columns, name) => columns.Real(name, result => Measurement(result, name))
        );

    /// <summary>What took place twice took both times.</summary>
    private static double? Phase(ProbeResult result, string name)
    {
        double? seconds = null;
        foreach (var phase in result.Phases)
        {
            if (phase.Name == name)
                seconds = (seconds ?? 0) + phase.Duration.TotalSeconds;
        }

        return seconds;
    }

    private static double? Measurement(ProbeResult result, string name)
    {
        foreach (var measurement in result.Measurements)
        {
            if (measurement.Name == name)
                return measurement.Value;
        }

        return null;
    }
}
