using Ringback.Model.Catalogs;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Api;

/// <summary>An API after an outage (<see cref="Seeds"/>) that the tests of one class ask, and that none of them changes: started once for all.</summary>
public class OutageApi(LabFixture lab) : IAsyncLifetime
{
    internal ApiServer Server { get; private set; } = null!;

    private protected virtual Catalog Catalog => Samples.Catalog();

    public async ValueTask InitializeAsync()
    {
        Server = await ApiServer.StartAsync(lab, Catalog);
        await SeedAsync(Server.Centre);
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();

        GC.SuppressFinalize(this);
    }

    private protected virtual Task SeedAsync(Centre centre) => centre.SeedOutageAsync();
}
