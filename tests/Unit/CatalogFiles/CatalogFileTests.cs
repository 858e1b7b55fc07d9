using Ringback.CatalogFiles;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.Tests.Unit.CatalogFiles;

public class CatalogFileTests
{
    [Fact]
    public void A_good_catalog_says_what_the_file_says()
    {
        var reading = Catalogs.Parse(Catalogs.Good);

        Assert.Empty(reading.Errors);
        var catalog = reading.Catalog!;
        Assert.Equal("Europe/Prague", catalog.Zone);
        Assert.Equal(["sip", "rtp"], catalog.Components.Single().Targets);
        Assert.Equal(0.9995m, catalog.Objectives.Single().Goal);
        Assert.Null(catalog.Objectives.Single().Window);
        Assert.True(Instant.TryParse("2026-12-01T21:00:00Z", out var from));
        Assert.Equal(from, Assert.IsType<OneOff>(catalog.Maintenance.Single().Time).From);
    }

    [Fact]
    public void A_target_wins_over_the_defaults_of_its_kind_and_they_over_the_general_ones()
    {
        var catalog = Catalogs.Parse(Catalogs.Good).Catalog!;
        var sip = catalog.Targets[0];
        var rtp = catalog.Targets[1];

        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(4)), (sip.Interval, sip.Timeout));
        Assert.Equal((TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(12)), (rtp.Interval, rtp.Timeout));
        Assert.Equal(["prague", "london"], sip.Regions);
        Assert.Equal(["london"], rtp.Regions);
        Assert.Equal((new Confirmation(2, 1), Quorum.Majority), (sip.Confirm, sip.Quorum));
        Assert.Equal((new Confirmation(3, 1), Quorum.Any), (rtp.Confirm, rtp.Quorum));
        var check = Assert.IsType<RtpCheck>(rtp.Check);
        Assert.Equal("0600", check.Extension);
        Assert.Equal(new SecretReference("PBX_PASSWORD", null), check.Credential!.Password);
        Assert.Equal(new RtpLimits { Delay = TimeSpan.FromMilliseconds(120), Loss = 0.005 }, check.Limits);
    }

    [Fact]
    public void Every_error_is_told_at_once_in_the_order_of_the_lines()
    {
        var errors = Catalogs
            .Parse(
                Catalogs
                    .Good.Replace("version: 1", "version: 2", StringComparison.Ordinal)
                    .Replace("interval: 1m30s", "interval: 90", StringComparison.Ordinal)
                    .Replace("availability: 99.95%", "availability: 100%", StringComparison.Ordinal)
            )
            .Errors;

        Assert.Equal(["version", "targets[1].interval", "objectives[0].availability"], errors.Select(e => e.Field));
    }

    [Fact]
    public void An_error_of_a_default_is_told_once_and_where_it_stands()
    {
        var error = Assert.Single(Catalogs.ErrorsWith("timeout: 4s", "timeout: 4"));

        Assert.Equal("x.yaml:8:12: defaults.timeout: '4' has no unit; write a duration such as 5s", error);
    }

    [Fact]
    public void A_missing_file_is_an_error_and_no_exception()
    {
        var reading = CatalogFile.Read("/nonexistent/catalog.yaml", new Dictionary<string, string>());

        var error = Assert.Single(reading.Errors);
        Assert.Equal(
            "/nonexistent/catalog.yaml: there is no such file; name the catalog that is meant",
            error.ToString()
        );
    }

    [Fact]
    public void A_device_without_an_end_is_too_large()
    {
        var error = Assert.Single(CatalogFile.Read("/dev/zero", new Dictionary<string, string>()).Errors);

        Assert.Contains("larger than 4 MiB", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_catalog_survives_the_json_of_the_bus()
    {
        var catalog = Catalogs.Parse(Catalogs.Good).Catalog!;

        var json = System.Text.Json.JsonSerializer.Serialize(catalog, ModelJson.Default.Catalog);
        var back = System.Text.Json.JsonSerializer.Deserialize(json, ModelJson.Default.Catalog)!;

        Assert.Equal(json, System.Text.Json.JsonSerializer.Serialize(back, ModelJson.Default.Catalog));
        Assert.DoesNotContain("secret", json, StringComparison.OrdinalIgnoreCase);
    }
}
