using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.Tests.Unit.Model;

public sealed class ModelJsonTests
{
    private static readonly Instant Slot = new(1_795_409_711_250_001);

    [Fact]
    public void A_result_is_written_in_snake_case_seconds_and_RFC_3339()
    {
        const string Json = """
            {"target":"pbx","region":"prague","scheduled_at":"2026-11-23T04:55:11.250001Z","started_at":"2026-11-23T04:55:11.250001Z","trigger":"schedule","outcome":"down","reason":"connection_refused","detail":"refused","duration":0.0000021,"lane_wait":0,"phases":[{"name":"resolve","duration":1.5}],"measurements":[{"name":"rtt_seconds","value":0.025}],"timing_error":0}
            """;

        Assert.Equal(Json, JsonSerializer.Serialize(Result, ModelJson.Default.ProbeResult));
    }

    [Fact]
    public void A_batch_survives_the_way_there_and_back() =>
        AssertSurvives(
            new ResultBatch
            {
                Region = "prague",
                Worker = "worker-0",
                Results =
                [
                    Result,
                    Result with
                    {
                        Outcome = Outcome.Up,
                        Reason = null,
                        Detail = null,
                        Trigger = Trigger.Confirm,
                    },
                ],
            },
            ModelJson.Default.ResultBatch
        );

    [Fact]
    public void A_catalog_with_a_check_of_each_kind_survives_the_way_there_and_back()
    {
        AssertSurvives(Catalog, ModelJson.Default.Catalog);

        var json = JsonSerializer.Serialize(Catalog, ModelJson.Default.Catalog);
        var back = JsonSerializer.Deserialize(json, ModelJson.Default.Catalog)!;
        Assert.Equal(
            Catalog.Targets.Select(target => target.Check.GetType()),
            back.Targets.Select(target => target.Check.GetType())
        );
        Assert.Contains("\"monday\":[\"07:00-24:00\"]", json, StringComparison.Ordinal);
        Assert.Contains("\"basis\":\"call_quality\"", json, StringComparison.Ordinal);
        Assert.Contains("\"check\":{\"kind\":\"sip\",", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_reason_survives_the_way_there_and_back() =>
        Assert.All(
            Enum.GetValues<Reason>(),
            reason => AssertSurvives(Result with { Reason = reason }, ModelJson.Default.ProbeResult)
        );

    [Theory]
    [InlineData("""{"duration":1e300}""")]
    [InlineData("""{"scheduled_at":"2026-11-23T04:55:11"}""")]
    [InlineData("""{"outcome":3}""")]
    [InlineData("""{"outcome":"broken"}""")]
    public void What_is_no_result_is_refused(string json) =>
        Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize(json, ModelJson.Default.ProbeResult));

    private static readonly ProbeResult Result = new()
    {
        Target = "pbx",
        Region = "prague",
        ScheduledAt = Slot,
        StartedAt = Slot,
        Trigger = Trigger.Schedule,
        Outcome = Outcome.Down,
        Reason = Reason.ConnectionRefused,
        Detail = "refused",
        Duration = TimeSpan.FromTicks(21),
        Phases = [new(PhaseNames.Resolve, TimeSpan.FromSeconds(1.5))],
        Measurements = [new(MeasurementNames.RttSeconds, 0.025)],
    };

    private static Recurring Nightly =>
        new()
        {
            Zone = "Europe/Prague",
            Days = [new(null, DayOfWeek.Monday), new(2, DayOfWeek.Sunday), new(RecurringDay.LastOfMonth, null)],
            Start = new TimeOnly(22, 30),
            End = new TimeOnly(2, 0),
            First = new DateOnly(2026, 12, 1),
            Skip = [new DateOnly(2026, 12, 24)],
        };

    private static readonly ServiceCalendar Working = new(
        "working",
        "Working days",
        "Europe/Prague",
        new Dictionary<DayOfWeek, IReadOnlyList<HoursOfDay>> { [DayOfWeek.Monday] = [new(7 * 60, 24 * 60)] },
        [new DateOnly(2026, 12, 24)]
    );

    private static readonly Catalog Catalog = new()
    {
        EffectiveAt = Slot,
        Regions = [new("prague", "Prague")],
        Components = [new("calls", "Calls", null, ["sip"])],
        Targets =
        [
            Target("sip", new SipCheck { Host = "192.0.2.1", Status = [200, 404] }),
            Target(
                "rtp",
                new RtpCheck
                {
                    Host = "192.0.2.1",
                    Extension = "echo",
                    Credential = new("alice", new SecretReference("SECRET", null)),
                    Callee = new("bob", new SecretReference("SECRET_2", null)),
                    Codec = RtpCodec.G729,
                    Ports = new(5004, 20_000),
                    Digits = "159#",
                    Limits = new() { Mos = 3.6 },
                }
            ),
            Target("turn", new TurnCheck { Host = "192.0.2.1" }),
            Target("https", new HttpsCheck { Url = new("https://example.org/") }),
            Target("ntp", new NtpCheck { Host = "192.0.2.1" }),
            Target(
                "dns",
                new DnsCheck
                {
                    Name = "example.org",
                    Type = DnsQueryType.Naptr,
                    Resolver = "192.0.2.53",
                    Transport = DnsTransport.Tls,
                    Code = DnsExpectedCode.NoSuchName,
                    MostTimeToLive = TimeSpan.FromHours(1),
                }
            ),
            Target(
                "tcp",
                new TcpCheck
                {
                    Host = "192.0.2.1",
                    Port = 25,
                    Matches = "^220 ",
                }
            ),
        ],
        Calendars = [Working],
        Objectives =
        [
            new()
            {
                Id = "o",
                Targets = ["sip"],
                Components = ["calls"],
                Goal = 0.9995m,
                Zone = "Europe/Prague",
                Window = TimeSpan.FromDays(30),
            },
            new()
            {
                Id = "p",
                Components = ["calls"],
                Basis = ObjectiveBasis.CallQuality,
                Goal = 0.99m,
                Zone = "UTC",
                ServiceHours = "working",
                MaintenanceCap = TimeSpan.FromHours(8),
            },
        ],
        Maintenance =
        [
            new("m", "work", new OneOff(Slot, Slot + TimeSpan.FromHours(1)), ["sip"], ["calls"]),
            new("n", "nights", Nightly, ["sip"], []) { Cancelled = true },
        ],
    };

    private static Target Target(string id, Ringback.Model.Catalogs.Checks.Check check) =>
        new()
        {
            Id = id,
            Name = id,
            Regions = ["prague"],
            Interval = TimeSpan.FromSeconds(10),
            Timeout = TimeSpan.FromSeconds(3),
            Quorum = Quorum.Of(2),
            Check = check,
        };

    /// <summary>Its text holds all of it: equal texts, equal values.</summary>
    private static void AssertSurvives<T>(T value, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.Serialize(value, type);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type)!, type));
    }

    [Fact]
    public void Every_closed_list_of_a_catalog_is_told_by_its_words()
    {
        var lists = typeof(Catalog)
            .Assembly.GetTypes()
            .Where(type => type.IsEnum && type != typeof(QuorumRule)) // it is part of a quorum, which has words of its own
            .Where(type => ModelJson.Default.GetTypeInfo(type) is not null)
            .ToList();

        Assert.Contains(typeof(StapleUse), lists);
        Assert.All(
            lists,
            list =>
                Assert.All(
                    Enum.GetValues(list).Cast<object>(),
                    value =>
                        Assert.StartsWith(
                            "\"",
                            JsonSerializer.Serialize(value, list, ModelJson.Default),
                            StringComparison.Ordinal
                        )
                )
        );
    }
}
