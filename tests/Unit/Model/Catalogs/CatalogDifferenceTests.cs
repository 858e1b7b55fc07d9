using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.Tests.Unit.Model.Catalogs;

public class CatalogDifferenceTests
{
    [Fact]
    public void A_catalog_says_what_it_says_whenever_it_rules() =>
        Assert.Empty(
            CatalogDifference.Between(
                Catalog(Target("pbx")),
                Catalog(Target("pbx")) with
                {
                    EffectiveAt = new Ringback.Model.Instant(1),
                }
            )
        );

    [Fact]
    public void What_came_went_and_changed_is_named_by_list_id_and_member()
    {
        var found = CatalogDifference.Between(
            Catalog(Target("pbx"), Target("gone")),
            Catalog(Target("pbx") with { Interval = TimeSpan.FromSeconds(30) }, Target("new"))
        );

        Assert.Equal(
            ["targets.gone", "targets.new", "targets.pbx.interval"],
            found.Select(each => each.Path).Where(path => path.StartsWith("targets", StringComparison.Ordinal))
        );
        Assert.Null(found.Single(each => each.Path == "targets.gone").After);
        Assert.Null(found.Single(each => each.Path == "targets.new").Before);
        Assert.Equal(
            ("60", "30"),
            found.Where(each => each.Path == "targets.pbx.interval").Select(each => (each.Before, each.After)).Single()
        );
    }

    [Fact]
    public void The_first_catalog_is_all_new() =>
        Assert.All(CatalogDifference.Between(null, Catalog(Target("pbx"))), each => Assert.Null(each.Before));

    [Fact]
    public void An_order_that_changed_is_said_once() =>
        Assert.Equal(
            [new CatalogDifference("targets.order", "a, b", "b, a")],
            CatalogDifference
                .Between(Catalog(Target("a"), Target("b")), Catalog(Target("b"), Target("a")))
                .Where(each => each.Path.StartsWith("targets", StringComparison.Ordinal))
        );

    private static Catalog Catalog(params Target[] targets) =>
        new()
        {
            Regions = [new Region("prague", "Prague")],
            Components = [new Component("calls", "Calls", null, ["pbx"])],
            Targets = targets,
        };

    private static Target Target(string id) =>
        new()
        {
            Id = id,
            Name = id,
            Regions = ["prague"],
            Interval = TimeSpan.FromSeconds(60),
            Timeout = TimeSpan.FromSeconds(5),
            Check = new SipCheck { Host = "pbx.example.com" },
        };
}
