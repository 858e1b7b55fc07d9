using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ringback.Aggregator.Alerts.Channels;

/// <summary>Posts notices, signed, to one address.</summary>
/// <remarks>
/// The signature is HMAC-SHA256 over the second of the delivery, a full stop, and the body:
/// <c>Ringback-Signature: t=1790000000,v1=hex</c>. A receiver compares, and refuses what is old.
/// </remarks>
internal sealed class WebhookChannel(WebhookOptions receiver, HttpClient http, TimeProvider time) : IChannel
{
    public const string SignatureHeader = "Ringback-Signature";

    public string Name => receiver.Name;

    public string Kind => "webhook";

    public async Task<string> SendAsync(Notice notice, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(NoticeJson.Of(notice));
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(SignatureHeader, Sign(Encoding.UTF8.GetBytes(receiver.Secret.Read()), second, body));
        return await HttpDelivery.PostAsync(http, request, cancel);
    }

    public static string Sign(byte[] secret, long second, ReadOnlySpan<byte> body)
    {
        var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{second}."));
        var mac = HMACSHA256.HashData(secret, (byte[])[.. head, .. body]);
        return string.Create(CultureInfo.InvariantCulture, $"t={second},v1={Convert.ToHexStringLower(mac)}");
    }
}
