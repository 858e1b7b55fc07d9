using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.ProbeWorker.Delivery;

namespace Ringback.ProbeWorker.Catalogs;

/// <summary>Reads the catalog versions of a region from the broker, the newest first known, then each as it comes.</summary>
internal sealed class CatalogStream(
    Broker broker,
    string region,
    Action<Catalog> adopt,
    TimeProvider time,
    ILogger<CatalogStream> log
) : BrokerStream(broker, BusNames.Catalog(region), "last", time, log)
{
    protected override void Take(ReadOnlySpan<byte> body) => adopt(CatalogJson.Read(body, ModelJson.Default.Catalog));
}
