using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.Tests.Unit.ProbeWorker;

/// <summary>Targets and catalogs as small as the scheduler needs them.</summary>
internal static class Planned
{
    public const string Region = "prague";

    public static Target Target(string id = "site", double interval = 10, double timeout = 3, int failures = 2) =>
        new()
        {
            Id = id,
            Name = id,
            Regions = [Region],
            Interval = TimeSpan.FromSeconds(interval),
            Timeout = TimeSpan.FromSeconds(timeout),
            Confirm = new Confirmation(failures, 1),
            Check = new HttpsCheck { Url = new Uri("https://site.test/") },
        };

    public static Catalog Catalog(Instant effectiveAt, params Target[] targets) =>
        new()
        {
            EffectiveAt = effectiveAt,
            Regions = [new Region(Region, Region)],
            Components = [],
            Targets = targets,
        };
}
