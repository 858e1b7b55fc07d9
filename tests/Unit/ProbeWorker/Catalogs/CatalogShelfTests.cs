using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Model;
using Ringback.ProbeWorker.Catalogs;

namespace Ringback.Tests.Unit.ProbeWorker.Catalogs;

public sealed class CatalogShelfTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-shelf-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_newest_versions_are_there_after_a_restart_oldest_first()
    {
        var shelf = Shelf();
        foreach (var second in new[] { 3, 1, 2, 5, 4, 5 })
            shelf.Put(Planned.Catalog(new Instant(second), Planned.Target($"t{second}")));

        var versions = Shelf().Load();

        Assert.Equal([2, 3, 4, 5], versions.Select(version => version.EffectiveAt.Microseconds));
        Assert.Equal("t5", versions[^1].Targets[0].Id);
    }

    [Fact]
    public void A_file_that_is_broken_is_no_reason_not_to_start()
    {
        File.WriteAllText(Path.Combine(_folder, "catalogs.jsonl"), "{\"regions\":");

        Assert.Empty(Shelf().Load());
    }

    [Fact]
    public void A_catalog_is_cut_to_what_its_region_must_know()
    {
        var here = Planned.Target("here");
        var elsewhere = Planned.Target("elsewhere") with { Regions = ["oslo"] };

        var cut = CatalogCut.ToRegion(Planned.Catalog(default, here, elsewhere), Planned.Region);

        Assert.Equal([here], cut.Targets);
    }

    private CatalogShelf Shelf() => new(Path.Combine(_folder, "catalogs.jsonl"), NullLogger.Instance);
}
