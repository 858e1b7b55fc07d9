using System.Diagnostics.Metrics;

namespace Ringback.Aggregator.Reconciliation;

internal sealed class ReconciliationMetrics
{
    public ReconciliationMetrics(IMeterFactory meters) =>
        meters
            .Create(Telemetry.MeterName)
            .CreateObservableGauge(
                "ringback.slots.missing",
                () =>
                    Missing.Select(each => new Measurement<int>(
                        each.Value,
                        new KeyValuePair<string, object?>("region", each.Key)
                    )),
                "{slot}",
                "Slots of the last hour that have no result, by region."
            );

    /// <summary>By region; one without missing slots is left out.</summary>
    public IReadOnlyDictionary<string, int> Missing { get; set; } = new Dictionary<string, int>();
}
