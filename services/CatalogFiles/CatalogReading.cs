using Ringback.Model.Catalogs;

namespace Ringback.CatalogFiles;

/// <summary>What came of reading a catalog: a valid one, or every error of the file in the order of its lines.</summary>
/// <param name="Catalog">Null if and only if there is an error.</param>
/// <param name="Variables">The names that the file declares, also where it has errors.</param>
public sealed record CatalogReading(
    Catalog? Catalog,
    IReadOnlyList<CatalogError> Errors,
    IReadOnlyList<string> Variables
);
