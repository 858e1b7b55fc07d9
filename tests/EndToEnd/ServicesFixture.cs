namespace Ringback.Tests.EndToEnd;

/// <summary>A product as separate processes over RabbitMQ and Postgres, for the tests that hurt it one after the other.</summary>
public sealed class ServicesFixture : IAsyncLifetime
{
    internal Product Product { get; private set; } = null!;

    internal Services Services { get; private set; } = null!;

    internal Ledger Ledger { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Product = await Product.StartAsync("e2e-services", "--services");
        Services = new Services(Product.Lab);
        Ledger = new Ledger(Product.Lab.Variables["RINGBACK_DATABASE"]);
        await Product.UntilAsync("every target up in every region", AllUp);
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await Product.DisposeAsync();
    }

    /// <summary>Every target that is asked often.</summary>
    internal static bool AllUp(IReadOnlyDictionary<string, TargetView> targets) =>
        targets.Count >= 5 && AskedOften(targets).All(target => target.IsUpEverywhere && target.Regions.Count == 3);

    internal static IEnumerable<TargetView> AskedOften(IReadOnlyDictionary<string, TargetView> targets) =>
        targets.Values.Where(target => target.IsAskedOften);
}

/// <summary>Alone on the machine: how soon an outage is seen is held against a bound.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ServicesCollection : ICollectionFixture<ServicesFixture>
{
    public const string Name = "services";
}
