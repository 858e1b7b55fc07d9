using Ringback.Api.Answers;
using Ringback.Model;

namespace Ringback.Api.Endpoints;

/// <param name="EffectiveAt">From when on it rules.</param>
/// <param name="Actor">Who brought it; null for the catalog file.</param>
internal sealed record CatalogVersionAnswer(string Id, Instant AppliedAt, Instant EffectiveAt, string? Actor);

/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null on the last one.</param>
internal sealed record CatalogVersionsAnswer(IReadOnlyList<CatalogVersionAnswer> Versions, string? NextCursor) : IDated
{
    Instant? IDated.DatedAt => Versions.Max(version => (Instant?)version.AppliedAt);
}

/// <param name="Path">List, id, and the member where only some of it changed.</param>
/// <param name="Before">JSON text; null where it was not there.</param>
/// <param name="After">JSON text; null where it is not there any more.</param>
internal sealed record CatalogDifferenceAnswer(string Path, string? Before, string? After);

/// <param name="Base">Id of the version that it is compared with; null where there is none.</param>
/// <param name="Differences">Empty where it says the same.</param>
internal sealed record CatalogDryRunAnswer(string? Base, IReadOnlyList<CatalogDifferenceAnswer> Differences);

/// <param name="Version">Id of the version to take anew.</param>
internal sealed record RollbackRequest(long? Version);
