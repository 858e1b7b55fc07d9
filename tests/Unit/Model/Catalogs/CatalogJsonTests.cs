using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.Tests.Unit.Model.Catalogs;

/// <summary>Catalogs of an older version, which knew fewer settings.</summary>
public sealed class CatalogJsonTests
{
    /// <summary>All that a catalog is made of, found by walking through it.</summary>
    public static TheoryData<Type> Parts
    {
        get
        {
            var found = new HashSet<Type>();
            Walk(typeof(Catalog), found);
            return [.. found.OrderBy(type => type.Name, StringComparer.Ordinal)];
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_setting_that_an_older_catalog_lacks_is_as_the_record_says(Type part) =>
        AssertCompleted((dynamic)ModelJson.Default.GetTypeInfo(part)!);

    [Fact]
    public void An_old_catalog_is_completed_all_the_way_down()
    {
        const string Old = """
            {
              "regions": [{"id": "prague", "name": "Prague"}],
              "components": [{"id": "calls", "name": "Calls", "targets": ["rtp"]}],
              "targets": [
                {"id": "rtp", "name": "RTP", "regions": ["prague"], "interval": 60, "timeout": 20,
                 "check": {"kind": "rtp", "host": "192.0.2.1", "extension": "echo", "limits": {"delay": 0.2}}},
                {"id": "web", "name": "Web", "regions": ["prague"], "interval": 60, "timeout": 20,
                 "check": {"kind": "https", "url": "https://example.org/", "steps": [{"name": "a", "url": "https://example.org/a"}],
                           "login": {"o_auth2": {"token_url": "https://example.org/t", "client_id": "me"}}}}
              ],
              "maintenance": [
                {"id": "m", "title": "nights", "targets": ["rtp"], "components": [],
                 "time": {"kind": "recurring", "zone": "Europe/Prague", "days": ["sun"], "start": "22:00:00", "first": "2026-01-01"}}
              ]
            }
            """;
        var now = new Catalog
        {
            Regions = [new("prague", "Prague")],
            Components = [new("calls", "Calls", null, ["rtp"])],
            Targets =
            [
                Target(
                    "rtp",
                    new RtpCheck
                    {
                        Host = "192.0.2.1",
                        Extension = "echo",
                        Limits = new() { Delay = TimeSpan.FromMilliseconds(200) },
                    }
                ),
                Target(
                    "web",
                    new HttpsCheck
                    {
                        Url = new("https://example.org/"),
                        Steps = [new() { Name = "a", Url = "https://example.org/a" }],
                        Login = new()
                        {
                            OAuth2 = new() { TokenUrl = new("https://example.org/t"), ClientId = "me" },
                        },
                    }
                ),
            ],
            Maintenance =
            [
                new(
                    "m",
                    "nights",
                    new Recurring
                    {
                        Zone = "Europe/Prague",
                        Days = [new(null, DayOfWeek.Sunday)],
                        Start = new(22, 0),
                        First = new(2026, 1, 1),
                    },
                    ["rtp"],
                    []
                ),
            ],
        };

        var read = CatalogJson.Read(Old, ModelJson.Default.Catalog);

        Assert.Equal(Text(now), Text(read));
        Assert.Equal(Text(now), Text(CatalogJson.Read(Text(now), ModelJson.Default.Catalog)));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"regions\":[],\"components\":[],\"targets\":[],\"targets\":[]}")]
    [InlineData("{\"regions\":[{\"id\":\"a\"}],\"components\":[],\"targets\":[]}")]
    [InlineData("{\"regions\":")]
    public void What_is_no_catalog_is_refused(string text) =>
        Assert.ThrowsAny<JsonException>(() => CatalogJson.Read(text, ModelJson.Default.Catalog));

    private static string Text(Catalog catalog) => JsonSerializer.Serialize(catalog, ModelJson.Default.Catalog);

    private static Target Target(string id, Ringback.Model.Catalogs.Checks.Check check) =>
        new()
        {
            Id = id,
            Name = id == "rtp" ? "RTP" : "Web",
            Regions = ["prague"],
            Interval = TimeSpan.FromSeconds(60),
            Timeout = TimeSpan.FromSeconds(20),
            Check = check,
        };

    /// <summary>One property after the other is left out of what a new instance is in JSON.</summary>
    private static void AssertCompleted<T>(JsonTypeInfo<T> type)
    {
        var whole = (JsonObject)JsonSerializer.SerializeToNode((T)Sample(typeof(T)), type)!;
        foreach (
            var property in type.Properties.Where(each => each.Set is not null || each.AssociatedParameter is not null)
        )
        {
            var older = (JsonObject)whole.DeepClone();
            older.Remove(property.Name);
            var isPositional = property.AssociatedParameter is { IsMemberInitializer: false };
            if (property.IsRequired || (isPositional && !property.IsGetNullable))
            {
                Assert.Throws<JsonException>(() => CatalogJson.Read(older.ToJsonString(), type));
                continue;
            }

            var read = JsonSerializer.SerializeToNode(CatalogJson.Read(older.ToJsonString(), type), type);
            var expected = isPositional ? older : whole;
            Assert.True(
                JsonNode.DeepEquals(expected, read),
                $"{property.Name} left out: {read!.ToJsonString()} instead of {expected.ToJsonString()}: a line in CatalogDefaults is missing"
            );
        }
    }

    private static void Walk(Type type, HashSet<Type> found)
    {
        var info = ModelJson.Default.GetTypeInfo(type);
        if (info is null)
            return;

        if (info.ElementType is { } element)
            Walk(element, found);

        if (info.Kind != JsonTypeInfoKind.Object || (!type.IsAbstract && !found.Add(type)))
            return;

        foreach (var derived in info.PolymorphismOptions?.DerivedTypes ?? [])
            Walk(derived.DerivedType, found);

        foreach (var property in info.Properties)
            Walk(property.PropertyType, found);
    }

    /// <summary>As its initialisers say; what it must be told is something.</summary>
    private static object Sample(Type type)
    {
        if (type == typeof(string))
            return "x";

        if (type == typeof(Uri))
            return new Uri("https://example.org/");

        if (type == typeof(Ringback.Model.Catalogs.Checks.Check))
            return Sample(typeof(TcpCheck));

        if (type == typeof(MaintenanceTime))
            return Sample(typeof(OneOff));

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return Array.CreateInstance(type.GenericTypeArguments[0], 0);

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
            return Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.GenericTypeArguments))!;

        if (type.IsValueType)
            return Activator.CreateInstance(Nullable.GetUnderlyingType(type) ?? type)!;

        var constructor = type.GetConstructors().Single();
        var made = constructor.Invoke([.. constructor.GetParameters().Select(each => Sample(each.ParameterType))]);
        foreach (var property in type.GetProperties().Where(each => each.IsDefined(typeof(RequiredMemberAttribute))))
            property.SetValue(made, Sample(property.PropertyType));

        return made;
    }
}
