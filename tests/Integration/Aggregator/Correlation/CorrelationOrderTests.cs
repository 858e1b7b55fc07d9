using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Aggregator.Correlation;

/// <summary>The same results in any order and any chunks end in the same incidents, tallies and parts; ids apart.</summary>
public sealed class CorrelationOrderTests(LabFixture lab)
{
    private const int Minutes = 12;
    private static readonly string[] Targets = ["pbx", "web", "mail"];

    [Fact]
    public async Task Any_order_of_deliveries_ends_in_the_same_incidents_tallies_and_parts()
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var results = Results(new Random(seed));
            var whole = await EndAsync([results]);
            Assert.NotEmpty(whole);
            var shuffled = results.ToArray();
            new Random(100 + seed).Shuffle(shuffled);
            Assert.Equal(whole, await EndAsync(shuffled.Chunk(9 + seed)));
            Assert.Equal(whole, await EndAsync(results.AsEnumerable().Reverse().Chunk(20)));
        }
    }

    /// <summary>Outages of single targets, and now and then of all that one region sees.</summary>
    private static List<ProbeResult> Results(Random random)
    {
        var results = new List<ProbeResult>();
        var (blindFrom, blindFor) = (random.Next(2, 6), random.Next(2, 5));
        foreach (var target in Targets)
        {
            var (badFrom, badFor) = (random.Next(1, 9), random.Next(0, 4));
            foreach (var region in Samples.Regions)
            {
                for (var minute = 0; minute < Minutes; minute++)
                {
                    var isBad =
                        (minute >= badFrom && minute < badFrom + badFor && random.Next(4) > 0)
                        || (region == "prague" && minute >= blindFrom && minute < blindFrom + blindFor);
                    results.Add(Samples.Result(target, region, At(minute), isBad ? Outcome.Down : Outcome.Up));
                }
            }
        }

        return results;
    }

    private async Task<List<string>> EndAsync(IEnumerable<IReadOnlyList<ProbeResult>> deliveries)
    {
        var catalog = Samples.Catalog([.. Targets.Select(Samples.Target)]) with
        {
            Components =
            [
                new Component("calls", "Calls", null, ["pbx", "web"]),
                new Component("post", "Post", null, ["mail"]),
            ],
        };
        await using var centre = await Centre.StartAsync(lab, catalog);
        centre.SetTime(At(Minutes + 1));
        foreach (var delivery in deliveries)
        {
            await centre.IngestAsync(delivery);
            await centre.DeriveAsync();
        }

        return await centre.Database.RowsAsync(
            $"""
            select {NameSql("i")}, i.opened_at, i.closed_at, i.severity,
                (
                    select string_agg(concat_ws('/', target, region, hour, layer, reason, count, first_at, last_at), ' ' order by target, region, hour, layer, reason)
                    from incident_cause where incident = i.id
                ),
                (
                    select string_agg({NameSql("w")} || w.opened_at, ' ' order by {NameSql("w")}, w.opened_at)
                    from incident_part join incident w on w.id = whole where part = i.id
                )
            from incident i
            where merged_into is null and not withdrawn
            order by 1, 2
            """
        );
    }

    private static string NameSql(string of) =>
        $"""
            coalesce(
                (select 'target ' || slug from target where id = {of}.target),
                (select 'component ' || slug from component where id = {of}.component),
                (select 'region ' || slug from region where id = {of}.region)
            )
            """;

    private static Instant At(int minute) => Samples.Noon + TimeSpan.FromMinutes(minute);
}
