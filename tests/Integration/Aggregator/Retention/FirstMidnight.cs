using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Aggregator;
using Ringback.Aggregator.Retention;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Backfills;
using Ringback.Store.Retention;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Retention;

/// <summary>Runs around the end of the first day, and what keeps days and drops them.</summary>
internal static class FirstMidnight
{
    public static readonly Instant Midnight = Samples.Noon + TimeSpan.FromHours(12);

    /// <summary>Of <c>pbx</c> from every region, each minute, counted from midnight.</summary>
    public static IEnumerable<ProbeResult> Runs(int from, int to, Outcome outcome = Outcome.Up) =>
        Enumerable
            .Range(from, to - from)
            .SelectMany(minute =>
                Samples.Regions.Select(region =>
                    Samples.Result("pbx", region, Midnight + TimeSpan.FromMinutes(minute), outcome)
                )
            );

    public static RetentionService Keeper(Centre centre, int resultDays) =>
        new(
            new RetentionLedger(centre.Database.Source),
            new BackfillLedger(centre.Database.Source),
            new Sealing(centre.Derivations),
            new AggregatorOptions { Database = centre.Database.ConnectionString, ResultDays = resultDays },
            centre.Time,
            NullLogger<RetentionService>.Instance
        );
}
