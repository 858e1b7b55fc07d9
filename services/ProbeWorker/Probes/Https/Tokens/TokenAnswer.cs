using System.Text.Json;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Https.Exchange;

namespace Ringback.ProbeWorker.Probes.Https.Tokens;

/// <summary>What a token endpoint answers (RFC 6749 §5).</summary>
internal static class TokenAnswer
{
    private const int MaxLength = 16 * 1024;

    /// <summary>Where the server does not say how long the token is good.</summary>
    private static readonly TimeSpan UsualLife = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    /// <summary>It must still be good when it gets there.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <exception cref="JudgedException">It holds none.</exception>
    public static Token Read(HttpAnswer answer, TimeProvider time)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            var root = json.RootElement;
            if (answer.Status != 200)
                throw Refused(answer, Text(root, "error"));

            if (Text(root, "access_token") is not { Length: > 0 and <= MaxLength } access || access.Any(char.IsControl))
                throw Broken("The answer of the token endpoint has no access_token.");

            if (Text(root, "token_type") is { } type && !type.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
                throw Broken($"The token endpoint gives a token of type {type}, expected Bearer.");

            var refresh = Text(root, "refresh_token") is { Length: > 0 and <= MaxLength } again ? again : null;
            return new Token(access, refresh, time.GetTimestamp() + Ticks(UseOf(LifeOf(root)), time));
        }
        catch (JsonException) when (answer.Status == 200)
        {
            throw Broken("The answer of the token endpoint is no JSON.");
        }
        catch (JsonException)
        {
            throw Refused(answer, null);
        }
    }

    private static TimeSpan LifeOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("expires_in", out var life))
            return UsualLife;

        var said = life.ValueKind == JsonValueKind.Number ? life.GetDouble() : 0;
        return said > 0 ? TimeSpan.FromSeconds(Math.Min(said, LongestLife.TotalSeconds)) : TimeSpan.Zero;
    }

    private static TimeSpan UseOf(TimeSpan life) => life > 4 * Margin ? life - Margin : life * 3 / 4;

    private static long Ticks(TimeSpan span, TimeProvider time) => (long)(span.TotalSeconds * time.TimestampFrequency);

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static JudgedException Refused(HttpAnswer answer, string? error) =>
        new(
            Judgement.Down(
                answer.Status is 400 or 401 or 403 ? Reason.AuthFailed : Reason.UnexpectedStatus,
                $"The token endpoint {answer.Url.Host} answered {answer.Status} {answer.ReasonPhrase}{(error is null ? "" : $": {error}")}."
            )
        );

    private static JudgedException Broken(string detail) => new(Judgement.Down(Reason.ProtocolError, detail));
}
