using System.Collections.Frozen;
using System.Text.Json;
using Ringback.Api.Endpoints;

namespace Ringback.Api.Answers;

/// <summary>The words of closed lists, as answers write them and queries name them.</summary>
internal static class ClosedList
{
    public static IReadOnlyCollection<string> Of<T>()
        where T : struct, Enum => Known<T>.ByWord.Keys;

    public static string Word<T>(T value)
        where T : struct, Enum => Known<T>.ByValue[value];

    /// <returns>Null where none is asked for, or it is none of them, which is among the errors.</returns>
    public static T? Read<T>(string parameter, string? word, QueryErrors errors)
        where T : struct, Enum
    {
        if (word is null)
            return null;

        if (Known<T>.ByWord.TryGetValue(word, out var value))
            return value;

        errors.Add(parameter, $"must be one of {string.Join(", ", Known<T>.ByWord.Keys)}");
        return null;
    }

    private static class Known<T>
        where T : struct, Enum
    {
        public static readonly OrderedDictionary<string, T> ByWord = new(
            Enum.GetValues<T>()
                .Select(value =>
                    KeyValuePair.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()), value)
                )
        );

        public static readonly FrozenDictionary<T, string> ByValue = ByWord.ToFrozenDictionary(
            each => each.Value,
            each => each.Key
        );
    }
}
