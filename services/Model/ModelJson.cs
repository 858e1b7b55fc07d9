using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Model;

/// <summary>The one JSON of bus and store: snake_case, durations in seconds, instants as RFC 3339. Works under Native AOT.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    Converters = [
        typeof(InstantJsonConverter),
        typeof(SecondsJsonConverter),
        typeof(QuorumJsonConverter),
        typeof(RecurringDayJsonConverter),
        typeof(HoursOfDayJsonConverter),
        typeof(SnakeCaseEnumConverter<Outcome>),
        typeof(SnakeCaseEnumConverter<Trigger>),
        typeof(SnakeCaseEnumConverter<Reason>),
        typeof(SnakeCaseEnumConverter<RegionState>),
        typeof(SnakeCaseEnumConverter<Verdict>),
        typeof(SnakeCaseEnumConverter<ObjectiveBasis>),
        typeof(SnakeCaseEnumConverter<DayOfWeek>),
        typeof(SnakeCaseEnumConverter<Catalogs.Checks.RtpCodec>),
        typeof(SnakeCaseEnumConverter<Catalogs.Checks.SipTransport>),
        typeof(SnakeCaseEnumConverter<Catalogs.Checks.SipService>),
        typeof(SnakeCaseEnumConverter<Catalogs.Checks.DigestStrength>),
        typeof(SnakeCaseEnumConverter<Catalogs.Checks.DnsQueryType>),
        typeof(SnakeCaseEnumConverter<Catalogs.Checks.DnsTransport>),
        typeof(SnakeCaseEnumConverter<Catalogs.Checks.TurnTransport>),
        typeof(SnakeCaseEnumConverter<Catalogs.Checks.DnsExpectedCode>),
        typeof(SnakeCaseEnumConverter<Catalogs.Checks.HttpVersionAsked>),
        typeof(SnakeCaseEnumConverter<Catalogs.Checks.IpFamily>),
        typeof(SnakeCaseEnumConverter<Catalogs.Checks.Http.ComparisonKind>),
        typeof(SnakeCaseEnumConverter<Catalogs.Checks.StapleUse>),
    ]
)]
[JsonSerializable(typeof(ResultBatch))]
[JsonSerializable(typeof(ProbeResult))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(Catalog))]
[JsonSerializable(typeof(NotificationFold))]
public sealed partial class ModelJson : JsonSerializerContext;

/// <summary>Writes and reads RFC 3339.</summary>
public sealed class InstantJsonConverter : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IsRead(ref reader, out var instant)
            ? instant
            : throw new JsonException("is no RFC 3339 instant with an offset");

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Text(value, stackalloc byte[InstantText.Longest]));

    private static bool IsRead(ref Utf8JsonReader reader, out Instant instant) =>
        reader is { TokenType: JsonTokenType.String, HasValueSequence: false, ValueIsEscaped: false }
            ? InstantText.TryRead(reader.ValueSpan, out instant)
            : Instant.TryParse(reader.GetString(), out instant);

    private static ReadOnlySpan<byte> Text(Instant value, Span<byte> text) => text[..InstantText.Write(value, text)];
}

/// <summary>Durations as decimal seconds, exact to the tick.</summary>
public sealed class SecondsJsonConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var seconds = reader.GetDecimal();
        if (Math.Abs(seconds) > 1_000_000_000m)
            throw new JsonException("is no duration of this product");

        return TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((decimal)value.Ticks / TimeSpan.TicksPerSecond);
}

public sealed class QuorumJsonConverter : JsonConverter<Quorum>
{
    public override Quorum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Quorum.TryParse(reader.GetString(), out var quorum) ? quorum : throw new JsonException("is no quorum");

    public override void Write(Utf8JsonWriter writer, Quorum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>As in a catalog file: <c>2nd sun</c>.</summary>
public sealed class RecurringDayJsonConverter : JsonConverter<RecurringDay>
{
    public override RecurringDay Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RecurringDay.TryParse(reader.GetString(), out var day) ? day : throw new JsonException("names no days");

    public override void Write(Utf8JsonWriter writer, RecurringDay value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

public sealed class HoursOfDayJsonConverter : JsonConverter<HoursOfDay>
{
    public override HoursOfDay Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        HoursOfDay.TryParse(reader.GetString(), out var hours)
            ? hours
            : throw new JsonException("are no hours of a day such as 07:00-19:00");

    public override void Write(Utf8JsonWriter writer, HoursOfDay value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>Members as snake_case text; numbers are refused.</summary>
public sealed class SnakeCaseEnumConverter<T>()
    : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
