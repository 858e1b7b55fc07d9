using System.Text.Json;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.Tests.Unit.Model;

public class ModelJsonTests
{
    [Fact]
    public void A_catalog_with_a_check_of_each_kind_comes_back_as_it_was()
    {
        var secret = new Credential("u", new SecretReference("PASSWORD", null));
        Ringback.Model.Catalogs.Checks.Check[] checks =
        [
            new SipCheck { Host = "pbx.test" },
            new RtpCheck
            {
                Host = "pbx.test",
                Extension = "echo",
                Credential = secret,
            },
            new TurnCheck { Host = "turn.test", Credential = secret },
            new HttpsCheck { Url = new Uri("https://site.test/"), Contains = "hello" },
            new NtpCheck { Host = "time.test" },
        ];
        var catalog = new Catalog
        {
            EffectiveAt = new Instant(1_700_000_000_123_456),
            Regions = [],
            Components = [],
            Targets =
            [
                .. checks.Select(check => new Target
                {
                    Id = check.Kind,
                    Name = check.Kind,
                    Regions = ["prague"],
                    Interval = TimeSpan.FromSeconds(10),
                    Timeout = TimeSpan.FromSeconds(2.5),
                    Check = check,
                }),
            ],
        };

        var json = JsonSerializer.Serialize(catalog, ModelJson.Default.Catalog);
        var back = JsonSerializer.Deserialize(json, ModelJson.Default.Catalog)!;

        Assert.Equal(catalog.EffectiveAt, back.EffectiveAt);
        Assert.Equal(checks.Select(check => check.GetType()), back.Targets.Select(target => target.Check.GetType()));
        Assert.Equal(json, JsonSerializer.Serialize(back, ModelJson.Default.Catalog));
        Assert.Contains("\"check\":{\"kind\":\"sip\",\"host\":\"pbx.test\"", json, StringComparison.Ordinal);
    }
}
