using Ringback.Model;
using Ringback.Model.Catalogs;

namespace Ringback.Store.Catalogs;

/// <summary>A catalog as the ledger took it.</summary>
/// <param name="Id">Grows with each version.</param>
/// <param name="AppliedAt">When it was written; it is in force from its <see cref="Catalog.EffectiveAt"/>.</param>
public sealed record CatalogVersion(long Id, Instant AppliedAt, Catalog Catalog);

/// <summary>The same without the catalog.</summary>
/// <param name="Actor">Who brought it; null for a file.</param>
public sealed record CatalogVersionRow(long Id, Instant AppliedAt, Instant EffectiveAt, string? Actor);
