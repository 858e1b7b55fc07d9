using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Delivery;

namespace Ringback.ProbeWorker.Runs;

/// <summary>Reads what somebody asks a region to check now. What was asked while the broker was away is over.</summary>
internal sealed class RunStream(
    Broker broker,
    string region,
    Action<RunRequest> run,
    TimeProvider time,
    ILogger<RunStream> log
) : BrokerStream(broker, BusNames.Runs(region), "next", time, log)
{
    protected override void Take(ReadOnlySpan<byte> body) =>
        run(JsonSerializer.Deserialize(body, ModelJson.Default.RunRequest) ?? throw new JsonException("is no request"));
}
