using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Store.Alerts;

namespace Ringback.Aggregator.Alerts;

/// <summary>Posts events, signed, to one address.</summary>
/// <remarks>
/// The signature is HMAC-SHA256 over the second of the delivery, a full stop, and the body:
/// <c>Ringback-Signature: t=1790000000,v1=hex</c>. A receiver compares, and refuses what is old.
/// </remarks>
internal sealed class Webhook(HttpClient http, TimeProvider time)
{
    public const string SignatureHeader = "Ringback-Signature";

    /// <exception cref="HttpRequestException">It was not taken.</exception>
    /// <exception cref="TaskCanceledException">Not in time, where <paramref name="cancel"/> is not cancelled.</exception>
    public async Task SendAsync(WebhookOptions receiver, AlertEvent told, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(Body(told));
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(SignatureHeader, Sign(receiver.Secret, second, body));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        response.EnsureSuccessStatusCode();
    }

    public static string Sign(byte[] secret, long second, ReadOnlySpan<byte> body)
    {
        var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{second}."));
        var mac = HMACSHA256.HashData(secret, (byte[])[.. head, .. body]);
        return string.Create(CultureInfo.InvariantCulture, $"t={second},v1={Convert.ToHexStringLower(mac)}");
    }

    private static JsonObject Body(AlertEvent told)
    {
        var said = JsonNode.Parse(told.Body)!.AsObject();
        return new JsonObject
        {
            ["id"] = Text(told.Id),
            ["kind"] = told.Kind,
            ["at"] = told.At.ToString(),
            ["known_at"] = told.WrittenAt.ToString(),
            ["incident"] = Text(told.Incident),
            ["notification"] = said["notification"]?.DeepClone(),
            ["flapping"] = said["flapping"]?.DeepClone(),
            ["severity"] = said["verdict"]?.DeepClone(),
            ["subject"] = new JsonObject
            {
                ["kind"] = told.SubjectKind,
                ["id"] = told.Subject,
                ["name"] = told.Name,
            },
        };
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
