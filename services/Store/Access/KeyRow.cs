using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Model;
using Ringback.Model.Access;

namespace Ringback.Store.Access;

/// <summary>A key, without its secrets.</summary>
/// <param name="Components">Ids of the components that it is limited to; null for all.</param>
/// <param name="LastUsedAt">To within some minutes; null where never.</param>
/// <param name="Secrets">Those that hold now, oldest first.</param>
public sealed record KeyRow(
    string Id,
    string Name,
    Role Role,
    IReadOnlyList<string>? Components,
    Instant CreatedAt,
    Instant ExpiresAt,
    Instant? RevokedAt,
    Instant? LastUsedAt,
    IReadOnlyList<SecretRow> Secrets
)
{
    public bool HoldsAt(Instant now) => RevokedAt is null && now < ExpiresAt;

    /// <summary>For the audit log.</summary>
    internal string Head() =>
        new JsonObject
        {
            ["name"] = Name,
            ["role"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(Role.ToString()),
            ["components"] = Components is null ? null : new JsonArray([.. Components.Select(id => (JsonNode)id)]),
            ["expires_at"] = ExpiresAt.ToString(),
            ["revoked_at"] = RevokedAt?.ToString(),
            ["secrets"] = Secrets.Count,
        }.ToJsonString();
}

/// <param name="EndsAt">Null: with its key.</param>
public readonly record struct SecretRow(Instant CreatedAt, Instant? EndsAt);

/// <summary>What a key is asked for.</summary>
/// <param name="Components">Null for all.</param>
public sealed record KeyWish(string Name, Role Role, IReadOnlyList<string>? Components, Instant ExpiresAt);
