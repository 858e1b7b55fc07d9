using Ringback.CatalogFiles;
using Ringback.Model.Catalogs;

namespace Ringback.Tests.Unit.CatalogFiles.Parts;

public class ObjectiveReaderTests
{
    private const string Stem = "  - { id: voice-month, component: voice, availability: 99.95% }";

    private const string Calendar = """
        calendars:
          - id: office
            name: Office
            hours: { monday: 07:00-19:00, friday: [13:00-24:00, 00:00-06:00] }
            holidays: [2026-12-25, 2026-12-24]

        """;

    [Fact]
    public void An_objective_of_one_component_counts_all_time_of_the_catalogs_months()
    {
        var objective = Read(Stem).Objectives.Single();

        Assert.Equal(["voice"], objective.Components);
        Assert.Empty(objective.Targets);
        Assert.Equal(
            (ObjectiveBasis.Availability, 0.9995m, "Europe/Prague"),
            (objective.Basis, objective.Goal, objective.Zone)
        );
        Assert.Null(objective.Window);
        Assert.Null(objective.ServiceHours);
        Assert.Null(objective.MaintenanceCap);
    }

    [Fact]
    public void An_objective_of_several_says_all_that_it_can_say()
    {
        var catalog = Read(
            """
              - id: call
                all_of: { targets: [sip], components: [voice] }
                success_ratio: 99%
                window: 7d
                zone: America/New_York
                service_hours: office
                maintenance_cap: 4h
            """
        );
        var objective = catalog.Objectives.Single();

        Assert.Equal(["voice"], objective.Components);
        Assert.Equal(["sip"], objective.Targets);
        Assert.Equal((ObjectiveBasis.SuccessRatio, 0.99m), (objective.Basis, objective.Goal));
        Assert.Equal(TimeSpan.FromDays(7), objective.Window);
        Assert.Equal("America/New_York", objective.Zone);
        Assert.Equal(TimeSpan.FromHours(4), objective.MaintenanceCap);
        Assert.Equal("office", objective.ServiceHours);
    }

    [Fact]
    public void A_calendar_has_its_hours_in_order_and_the_zone_of_the_catalog()
    {
        var calendar = Read(Stem).Calendars.Single();

        Assert.Equal("Europe/Prague", calendar.Zone);
        Assert.Equal([DayOfWeek.Monday, DayOfWeek.Friday], calendar.Week.Keys.Order());
        Assert.Equal(["07:00-19:00"], calendar.Week[DayOfWeek.Monday].Select(hours => hours.ToString()));
        Assert.Equal(["00:00-06:00", "13:00-24:00"], calendar.Week[DayOfWeek.Friday].Select(hours => $"{hours}"));
        Assert.Equal([new DateOnly(2026, 12, 24), new DateOnly(2026, 12, 25)], calendar.Holidays);
    }

    [Theory]
    [InlineData("target: rtp", true)]
    [InlineData("component: voice", true)] // sip and rtp: the calls of the one
    [InlineData("target: sip", false)]
    [InlineData("all_of: { targets: [sip], components: [voice] }", false)]
    public void Quality_is_promised_only_of_what_places_calls(string subject, bool isGood)
    {
        var reading = Parse($"  - {{ id: q, {subject}, call_quality: 98% }}");

        if (isGood)
            Assert.Equal(ObjectiveBasis.CallQuality, reading.Catalog!.Objectives.Single().Basis);
        else
            Assert.Contains(
                "objectives[0].call_quality: 'sip' places no calls whose quality is measured; promise it of an rtp target",
                Assert.Single(reading.Errors).ToString(),
                StringComparison.Ordinal
            );
    }

    [Theory]
    [InlineData("availability: 99%", "objectives[0]: needs exactly one of 'target', 'component' and 'all_of'; name")]
    [InlineData(
        "target: sip, component: voice, availability: 99%",
        "objectives[0]: needs exactly one of 'target', 'component' and 'all_of'; name"
    )]
    [InlineData(
        "component: voice",
        "objectives[0]: needs exactly one of 'availability', 'success_ratio' and 'call_quality'; write a share"
    )]
    [InlineData(
        "component: voice, availability: 99%, success_ratio: 99%",
        "objectives[0]: needs exactly one of 'availability', 'success_ratio' and 'call_quality'; write a share"
    )]
    [InlineData("component: voice, success_ratio: 0%", "objectives[0].success_ratio: '0%' is no share between 0 and 1")]
    [InlineData("component: voice, availability: 100%", "objectives[0].availability: '100%' is no share between 0")]
    [InlineData(
        "all_of: { targets: [sip] }, availability: 99%",
        "objectives[0].all_of: names fewer than two; name 'targets' or 'components'"
    )]
    [InlineData(
        "all_of: { targets: [sip, rpt] }, availability: 99%",
        "objectives[0].all_of.targets[1]: there is no target 'rpt'; did you mean 'rtp'?"
    )]
    [InlineData("all_of: [sip], availability: 99%", "objectives[0].all_of: is no map; write its keys below it")]
    [InlineData(
        "component: voice, availability: 99%, service_hours: ofice",
        "objectives[0].service_hours: there is no calendar 'ofice'; did you mean 'office'?"
    )]
    [InlineData(
        "component: voice, availability: 99%, maintenance_cap: 32d",
        "objectives[0].maintenance_cap: '32d' is out of range; write a duration from 0s to 31d"
    )]
    [InlineData(
        "component: voice, availability: 99%, zone: Prague",
        "objectives[0].zone: 'Prague' is no time zone that this machine knows"
    )]
    [InlineData(
        "component: voice, availability: 99%, window: 7d, period: month",
        "objectives[0].period: stands beside 'window'; keep one"
    )]
    public void A_mistake_in_an_objective_is_told_with_its_field_and_its_mend(string keys, string error) =>
        Assert.Contains(
            error,
            Assert.Single(Parse($"  - {{ id: o, {keys} }}").Errors).ToString(),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("07:00-19:00", "19:00-07:00", "hours.monday: '19:00-07:00' are no hours of one day; write hours such")]
    [InlineData("07:00-19:00", "07:00-24:01", "hours.monday: '07:00-24:01' are no hours of one day")]
    [InlineData("07:00-19:00", "7-19", "hours.monday: '7-19' are no hours of one day")]
    [InlineData("07:00-19:00", "{ from: 07:00 }", "hours.monday: is a map; write hours such as 07:00-19:00")]
    [InlineData("monday: 07", "mondy: 07", "hours.mondy: is no known key; did you mean 'monday'?")]
    [InlineData("00:00-06:00", "12:00-13:01", "hours.friday: 12:00-13:01 and 13:00-24:00 overlap; write them as one")]
    [InlineData("00:00-06:00", "13:00-24:00", "hours.friday[1]: '13:00-24:00' is in the list twice; remove one")]
    [InlineData("2026-12-25", "2026-12-32", "holidays[0]: '2026-12-32' is no day from 2000 to 2199; write one such")]
    [InlineData("2026-12-25", "2026-12-24", "holidays[1]: '2026-12-24' is in the list twice; remove one of the two")]
    [InlineData(
        "{ monday: 07:00-19:00, friday: [13:00-24:00, 00:00-06:00] }",
        "{}",
        "hours: names no weekday; write at least one, such as monday: 07:00-19:00"
    )]
    public void A_mistake_in_a_calendar_is_told_with_its_field_and_its_mend(string good, string bad, string error)
    {
        Assert.Contains(good, Calendar, StringComparison.Ordinal);
        var reading = Parse(Stem, Calendar.Replace(good, bad, StringComparison.Ordinal));

        Assert.Contains($": calendars[0].{error}", Assert.Single(reading.Errors).ToString(), StringComparison.Ordinal);
    }

    private static Catalog Read(string objectives)
    {
        var reading = Parse(objectives);
        Assert.Empty(reading.Errors);
        return reading.Catalog!;
    }

    private static CatalogReading Parse(string objectives, string calendar = Calendar) =>
        Catalogs.Parse(
            Catalogs
                .Good.Replace(Stem, objectives, StringComparison.Ordinal)
                .Replace("objectives:", $"{calendar}objectives:", StringComparison.Ordinal)
        );
}
