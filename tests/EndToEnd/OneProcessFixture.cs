namespace Ringback.Tests.EndToEnd;

/// <summary>A product in one process that reads a copy of the lab's catalog, for the tests that need no more of it than that it runs.</summary>
public sealed class OneProcessFixture : IAsyncLifetime
{
    internal Product Product { get; private set; } = null!;

    /// <summary>The file that it watches.</summary>
    internal string CatalogFile { get; } =
        Path.Combine(Path.GetTempPath(), $"ringback-e2e-{Environment.ProcessId}.yaml");

    public async ValueTask InitializeAsync()
    {
        File.Copy(Path.Combine(Repository.Root, "infra/catalogs/lab.yaml"), CatalogFile, overwrite: true);
        Product = await Product.StartAsync("e2e-one", "--catalog", CatalogFile);
    }

    public async ValueTask DisposeAsync()
    {
        if (Product is not null)
            await Product.DisposeAsync();

        File.Delete(CatalogFile);
    }
}

[CollectionDefinition(Name)]
public sealed class OneProcessCollection : ICollectionFixture<OneProcessFixture>
{
    public const string Name = "one process";
}
