using System.Globalization;

namespace Ringback.Api.Endpoints;

/// <summary>From the taking of a catalog until it rules.</summary>
internal sealed record CatalogLead(TimeSpan Lead)
{
    private const int UsualSeconds = 10;

    public static CatalogLead Of(IConfiguration configuration) =>
        new(
            TimeSpan.FromSeconds(
                int.TryParse(
                    configuration["Catalog:LeadSeconds"],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var seconds
                )
                && seconds <= 3_600
                    ? seconds
                    : UsualSeconds
            )
        );
}
