using System.Text.Json.Serialization;
using Ringback.Model.Catalogs;
using Ringback.Model.Results;

namespace Ringback.Model.Sla.Statements;

/// <summary>The text that a statement is kept as, and given out as: byte for byte.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    Converters = [
        typeof(InstantJsonConverter),
        typeof(SecondsJsonConverter),
        typeof(HoursOfDayJsonConverter),
        typeof(SnakeCaseEnumConverter<Reason>),
        typeof(SnakeCaseEnumConverter<Verdict>),
        typeof(SnakeCaseEnumConverter<ObjectiveBasis>),
    ]
)]
[JsonSerializable(typeof(Statement))]
public sealed partial class StatementJson : JsonSerializerContext;
