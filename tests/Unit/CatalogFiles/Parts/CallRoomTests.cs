namespace Ringback.Tests.Unit.CatalogFiles.Parts;

public sealed class CallRoomTests
{
    private const string Rtp = "      extension: 0600";

    /// <summary>12 s and the time to hang up, of 90 s from one region; from both it would be as much again.</summary>
    [Theory]
    [InlineData(
        "interval: 1m30s",
        "interval: 13s",
        "'pbx.example.com', over all regions, and the calls of 1 target take 108 % of the time"
    )]
    [InlineData("regions: [london]", "timeout: 55s", "the calls of 1 target take 127 % of the time")]
    public void Calls_that_find_no_turn_are_refused(string old, string changed, string problem)
    {
        var error = Assert.Single(Catalogs.ErrorsWith(old, changed));

        Assert.Contains("one probe call at a time", error, StringComparison.Ordinal);
        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.Contains("parallel: true", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_that_may_overlap_need_no_room()
    {
        var text = Catalogs
            .Good.Replace("interval: 1m30s", "interval: 13s", StringComparison.Ordinal)
            .Replace(Rtp, $"{Rtp}\n      parallel: true", StringComparison.Ordinal);

        Assert.Empty(Catalogs.Parse(text).Errors);
    }

    [Fact]
    public void A_daily_call_of_minutes_is_no_reason_to_refuse_the_others()
    {
        var text = Catalogs.Good.Replace(
            "objectives:",
            """
              - id: long
                name: Long
                component: voice
                interval: 1d
                timeout: 16m
                confirm: { failures: 1 }
                rtp: { host: PBX.example.com, extension: 0601, media: 15m }
            objectives:
            """,
            StringComparison.Ordinal
        );

        Assert.Empty(Catalogs.Parse(text).Errors);
    }
}
