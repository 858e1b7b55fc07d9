using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Catalogs.Checks.Http;

namespace Ringback.Model.Catalogs;

/// <summary>What each part of a catalog is where it says nothing, in JSON. A part with an optional property has a line here.</summary>
internal static class CatalogDefaults
{
    private static readonly Lazy<FrozenDictionary<Type, JsonObject>> All = new(() =>
        Parts().ToFrozenDictionary(part => part.GetType(), Optional)
    );

    /// <summary>Its optional properties; null for a part that has none.</summary>
    public static JsonObject? Of(Type part) => All.Value.GetValueOrDefault(part);

    private static JsonObject Optional(object part)
    {
        var type = ModelJson.Default.GetTypeInfo(part.GetType())!;
        var json = (JsonObject)JsonSerializer.SerializeToNode(part, type)!;
        foreach (var property in type.Properties)
        {
            if (property.IsRequired || property.AssociatedParameter is { IsMemberInitializer: false })
                json.Remove(property.Name);
        }

        return json;
    }

    private static object[] Parts() =>
        [
            new Catalog
            {
                Regions = [],
                Components = [],
                Targets = [],
            },
            new Region("", ""),
            new Target
            {
                Id = "",
                Name = "",
                Regions = [],
                Interval = default,
                Timeout = default,
                Check = null!,
            },
            new Objective
            {
                Id = "",
                Goal = 0,
                Zone = "",
            },
            new MaintenanceWindow("", "", null!, [], []),
            new Recurring
            {
                Zone = "",
                Days = [],
                Start = default,
                First = default,
            },
            new SipCheck { Host = "" },
            new SipTimes(),
            new RtpCheck { Host = "", Extension = "" },
            new RtpLimits(),
            new RtpVideo(),
            new TurnCheck { Host = "" },
            new HttpsCheck { Url = null! },
            new HttpRequestPlan(),
            new HttpExpectation(),
            new TextExpectation(),
            new HttpStep { Name = "", Url = "" },
            new OAuthGrant { TokenUrl = null!, ClientId = "" },
            new WebSocketCheck { Url = "" },
            new TlsSettings(),
            new NtpCheck { Host = "" },
            new DnsCheck { Name = "", Type = default },
            new TcpCheck { Host = "", Port = 0 },
        ];
}
