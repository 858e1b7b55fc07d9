using System.Buffers;
using System.Text.Json;
using Ringback.Aggregator.Ingest;
using Ringback.Model;
using Ringback.Model.Results;

namespace Ringback.Cli.Ledger;

/// <summary>Reads one result of one line, and says of a bad one which field is wrong and how to mend it.</summary>
/// <remarks>
/// <c>target</c>, <c>region</c>, <c>scheduled_at</c>, <c>trigger</c> and <c>outcome</c> are enough, with a <c>reason</c> where it is
/// not up; everything that <c>export</c> writes is taken.
/// </remarks>
internal sealed class ResultLine
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly HashSet<string> Known =
    [
        "target",
        "region",
        "scheduled_at",
        "started_at",
        "trigger",
        "outcome",
        "reason",
        "detail",
        "duration",
        "lane_wait",
        "phases",
        "measurements",
        "address",
        "timing_error",
        "evidence",
    ];

    private readonly long _number;
    private readonly JsonElement _line;

    private ResultLine(long number, JsonElement line) => (_number, _line) = (number, line);

    /// <exception cref="ResultLineException">It is none.</exception>
    public static ProbeResult Parse(long number, ReadOnlySequence<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 8 });
            return new ResultLine(number, json.RootElement).Read();
        }
        catch (JsonException e)
        {
            throw new ResultLineException(number, "", $"is no JSON ({e.Message})", "write one object a line");
        }
        catch (InvalidOperationException)
        {
            throw new ResultLineException(number, "", "holds half of a surrogate pair", "write whole characters");
        }
    }

    private ProbeResult Read()
    {
        if (_line.ValueKind != JsonValueKind.Object)
            throw Wrong("", "is no object", "write one such as {\"target\":…}");

        var seen = new HashSet<string>();
        foreach (var property in _line.EnumerateObject())
        {
            if (!Known.Contains(property.Name))
                throw Wrong(property.Name, "is no known field", $"known are {string.Join(", ", Known)}");

            if (!seen.Add(property.Name))
                throw Wrong(property.Name, "is there twice", "remove one of the two");
        }

        var scheduled = InstantOf("scheduled_at") ?? throw Missing("scheduled_at", "2026-11-23T04:55:00Z");
        var outcome = WordOf<Outcome>("outcome") ?? throw Missing("outcome", Words<Outcome>());
        var result = new ProbeResult
        {
            Target = Id("target"),
            Region = Id("region"),
            ScheduledAt = scheduled,
            StartedAt = InstantOf("started_at") ?? scheduled,
            Trigger = WordOf<Trigger>("trigger") ?? throw Missing("trigger", Words<Trigger>()),
            Outcome = outcome,
            Reason = ReasonOf(outcome),
            Detail = TextOf("detail", ResultRules.MaxDetail),
            Evidence = TextOf("evidence", ResultRules.MaxEvidence),
            Address = TextOf("address", ResultRules.MaxAddress),
            Duration = DurationOf("duration", _line),
            LaneWait = DurationOf("lane_wait", _line),
            TimingError = DurationOf("timing_error", _line),
            Phases = ListOf("phases", ResultRules.MaxPhases, PhaseOf),
            Measurements = ListOf("measurements", ResultRules.MaxMeasurements, MeasurementOf),
        };
        if (result.StartedAt <= scheduled - Longest || result.StartedAt >= scheduled + Longest)
            throw Wrong("started_at", "is a day or more from 'scheduled_at'", "write when that run began");

        return result;
    }

    private Reason? ReasonOf(Outcome outcome)
    {
        var reason = WordOf<Reason>("reason");
        if (outcome == Outcome.Up && reason is not null)
            throw Wrong("reason", "stands beside the outcome up", "remove it");

        return outcome == Outcome.Up ? null : reason ?? throw Missing("reason", Words<Reason>());
    }

    private Phase PhaseOf(string path, JsonElement item) =>
        new(Name(path, item, PhaseNames.All), DurationOf("duration", item, path));

    private Measurement MeasurementOf(string path, JsonElement item)
    {
        var name = Name(path, item, MeasurementNames.All);
        return
            item.TryGetProperty("value", out var value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var number)
            && double.IsFinite(number)
            ? new Measurement(name, number)
            : throw Wrong($"{path}.value", "is no number", $"write one in the unit of {name}");
    }

    private string Name(string path, JsonElement item, IReadOnlyList<string> all)
    {
        if (item.ValueKind != JsonValueKind.Object)
            throw Wrong(path, "is no object", "write one with a 'name'");

        var name =
            item.TryGetProperty("name", out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        return all.Contains(name)
            ? name!
            : throw Wrong($"{path}.name", $"{Shown(name)} is no known name", $"known are {string.Join(", ", all)}");
    }

    private IReadOnlyList<T> ListOf<T>(string field, int most, Func<string, JsonElement, T> read)
    {
        if (Find(field) is not { } list)
            return [];

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > most)
            throw Wrong(field, $"is no list of at most {most}", "write them in [ ]");

        return [.. list.EnumerateArray().Select((item, i) => read($"{field}[{i}]", item))];
    }

    private string Id(string field)
    {
        var id = TextOf(field, Slug.MaxLength + 1) ?? throw Missing(field, "an id such as main-pbx");
        return Slug.IsValid(id)
            ? id
            : throw Wrong(field, $"{Shown(id)} is no id", "write lower-case letters, digits and single inner hyphens");
    }

    private Instant? InstantOf(string field) =>
        TextOf(field, 64) is not { } text ? null
        : Instant.TryParse(text, out var instant) && instant >= Instant.UnixEpoch ? instant
        : throw Wrong(
            field,
            $"{Shown(text)} is no RFC 3339 instant from 1970 on with an offset",
            "write one such as 2026-11-23T04:55:00Z"
        );

    /// <summary>Decimal seconds, exact; none is zero.</summary>
    private TimeSpan DurationOf(string field, JsonElement from, string? path = null)
    {
        if (!from.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return TimeSpan.Zero;

        return
            value.ValueKind == JsonValueKind.Number
            && value.TryGetDecimal(out var seconds)
            && seconds >= 0
            && seconds <= (decimal)Longest.TotalSeconds
            ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : throw Wrong(
                path is null ? field : $"{path}.{field}",
                "is no number of seconds from 0 to 86400",
                "write one such as 0.0215"
            );
    }

    private T? WordOf<T>(string field)
        where T : struct, Enum
    {
        if (TextOf(field, 64) is not { } text)
            return null;

        foreach (var value in Enum.GetValues<T>())
        {
            if (Word(value) == text)
                return value;
        }

        throw Wrong(field, $"{Shown(text)} is none of the words it may be", $"write one of {Words<T>()}");
    }

    private string? TextOf(string field, int most)
    {
        if (Find(field) is not { } value)
            return null;

        if (value.ValueKind != JsonValueKind.String)
            throw Wrong(field, "is no text", "put it in quotes");

        var text = value.GetString()!;
        return text.Length <= most ? text : throw Wrong(field, $"is longer than {most} characters", "shorten it");
    }

    private JsonElement? Find(string field) =>
        _line.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Word));

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static string Shown(string? text) =>
        text is null ? "nothing"
        : text.Length > 64 || text.Any(char.IsControl) ? "what is there"
        : $"'{text}'";

    private ResultLineException Missing(string field, string mend) => Wrong(field, "is missing", $"write {mend}");

    private ResultLineException Wrong(string field, string problem, string mend) => new(_number, field, problem, mend);
}
