using Ringback.CatalogFiles.Reading;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

/// <summary>How a kind of check is read.</summary>
/// <param name="Name">Its key in a target and in <c>defaults</c>.</param>
/// <param name="Interval">Used where neither the target nor <c>defaults</c> says one.</param>
/// <param name="Timeout">As <paramref name="Interval"/>.</param>
/// <param name="Read">Reads the keys below it; the second is the run's time limit, zero where it has an error.</param>
internal sealed record CheckKind(string Name, TimeSpan Interval, TimeSpan Timeout, Func<Section, TimeSpan, Check> Read);
