using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Ringback.Model.Catalogs;

namespace Ringback.ProbeWorker.Probes;

/// <summary>
/// Secrets of the stores that the worker's own Dapr sidecar knows, by its HTTP API on loopback (<c>GET /v1.0/secrets/{store}/{name}</c>). What was
/// read serves for 30 s; a failure for nobody.
/// </summary>
/// <param name="environment">Where <c>DAPR_HTTP_PORT</c> and, if it asks for one, <c>DAPR_API_TOKEN</c> stand, as Dapr's injector sets them.</param>
internal sealed class SidecarSecrets(Func<string, string?> environment, TimeProvider time)
{
    private const int LargestAnswer = 64 * 1024;
    private const string PortVariable = "DAPR_HTTP_PORT";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    /// <summary>Loopback and nothing else: no proxy is asked, no redirection followed.</summary>
    private static readonly HttpClient Http = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        }
    )
    {
        MaxResponseContentBufferSize = LargestAnswer,
        Timeout = Timeout.InfiniteTimeSpan, // each request has its own
    };

    private readonly ConcurrentDictionary<(string Store, string Name), Answer> _answers = new();

    /// <returns>The secret; or null, and the end of a sentence that begins with "This worker has no secret".</returns>
    public async ValueTask<(string? Secret, string Why)> ReadAsync(string reference, CancellationToken cancel)
    {
        if (!DaprSecret.TryParse(reference, out var asked))
            return (null, $"at {reference}: it is no {DaprSecret.Form}.");
        if (!ushort.TryParse(environment(PortVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return (null, $"at {reference}: {PortVariable} names no port, so it has no Dapr sidecar.");

        if (!_answers.TryGetValue((asked.Store, asked.Name), out var answer) || time.GetElapsedTime(answer.At) >= Kept)
        {
            (answer, var why) = await AskAsync(asked, port, cancel);
            if (answer is null)
                return (null, $"at {reference}: its Dapr sidecar on port {port} {why}.");

            _answers[(asked.Store, asked.Name)] = answer;
        }

        return answer.Values.TryGetValue(asked.Key ?? asked.Name, out var secret) ? (secret, "")
            : asked.Key is null && answer.Values.Count == 1 ? (answer.Values.Values.Single(), "")
            : (null, $"at {reference}: it has other keys; name one of them, {DaprSecret.Form}.");
    }

    private async Task<(Answer? Answer, string Why)> AskAsync(DaprSecret asked, int port, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"http://127.0.0.1:{port}/v1.0/secrets/{Uri.EscapeDataString(asked.Store)}/{Uri.EscapeDataString(asked.Name)}"
                )
            )
        );
        if (environment("DAPR_API_TOKEN") is { Length: > 0 } token)
            request.Headers.TryAddWithoutValidation("dapr-api-token", token);

        try
        {
            using var response = await Http.SendAsync(request, either.Token);
            if ((int)response.StatusCode != 200)
                return (null, $"answered {(int)response.StatusCode}");

            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(either.Token));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (new Answer(time.GetTimestamp(), Values(document.RootElement)), "")
                : (null, "answered with something else than an object");
        }
        catch (JsonException)
        {
            return (null, "answered with something else than JSON");
        }
        catch (HttpRequestException e)
        {
            return (null, $"could not be asked ({e.HttpRequestError})");
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return (null, $"did not answer within {Patience.TotalSeconds} s");
        }
    }

    private static Dictionary<string, string> Values(JsonElement members)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in members.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.String)
                values[member.Name] = member.Value.GetString()!;
        }

        return values;
    }

    private sealed record Answer(long At, IReadOnlyDictionary<string, string> Values);
}
