using System.Net;
using System.Text;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Https;

/// <summary>Fetches a page over a connection of its own: resolve, connect, tls, first_byte, body.</summary>
/// <remarks>
/// HTTP/1.1 (RFC 9112), so that each phase is one stretch of one connection. Redirects are not followed: the status is
/// asserted as it is. <c>rtt_seconds</c> is the phase first_byte.
/// </remarks>
internal sealed class HttpsProbe : IProbe<HttpsCheck>
{
    public const int MaxBodySize = 1024 * 1024;

    private const int MaxHeadSizeInKilobytes = 32;

    public async Task<Judgement> RunAsync(HttpsCheck check, ProbeRun run, CancellationToken deadline)
    {
        await using var connection = await OneRequest.OpenAsync(check, run, deadline);
        using var exchange = new TimedExchange(run);
        using var client = new HttpMessageInvoker(HandlerFor(connection, exchange));
        using var request = RequestFor(check.Url);
        run.Evidence.Sent(Head.Of(request));
        try
        {
            using var response = await client.SendAsync(request, deadline);
            run.Evidence.Received(Head.Of(response));
            run.Measure(MeasurementNames.StatusCode, (int)response.StatusCode);

            var body = await ReadBodyAsync(response.Content, deadline);
            exchange.End();
            run.Measure(MeasurementNames.SizeBytes, body.Length);
            return Judge(check, response, body) ?? connection.FindExpiry(check.Tls.CertificateExpiry) ?? Judgement.Up;
        }
        catch (Exception e) when (Judge(e) is { } judgement)
        {
            return judgement;
        }
    }

    private static SocketsHttpHandler HandlerFor(OneRequest connection, TimedExchange exchange) =>
        new()
        {
            ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(connection.Take()),
            PlaintextStreamFilter = (context, _) => ValueTask.FromResult(exchange.Watch(context.PlaintextStream)),
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = MaxHeadSizeInKilobytes,
            MaxResponseDrainSize = 0,
        };

    private static HttpRequestMessage RequestFor(Uri url)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.ConnectionClose = true;
        request.Headers.UserAgent.ParseAdd("ringback");
        request.Headers.Accept.ParseAdd("*/*");
        return request;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContent content, CancellationToken deadline)
    {
        await using var stream = await content.ReadAsStreamAsync(deadline);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (body.Length < MaxBodySize)
        {
            var room = (int)Math.Min(buffer.Length, MaxBodySize - body.Length);
            var read = await stream.ReadAsync(buffer.AsMemory(0, room), deadline);
            if (read == 0)
                break;

            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    /// <returns>Null where there is nothing against it.</returns>
    private static Judgement? Judge(HttpsCheck check, HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var status = (int)response.StatusCode;
        if (!check.Status.Contains(status))
        {
            var location = response.Headers.Location is { } to ? $" to {to.OriginalString}" : "";
            return Judgement.Down(
                Reason.UnexpectedStatus,
                $"Answered {status} {response.ReasonPhrase}{location}, expected {string.Join(" or ", check.Status)}."
            );
        }

        return check.Contains is { } text && body.Span.IndexOf(Encoding.UTF8.GetBytes(text)) < 0
            ? Judgement.Down(Reason.AssertionFailed, $"The body does not contain '{text}'.")
            : null;
    }

    /// <summary>What only HTTP can tell of an error; the rest is for the runner.</summary>
    private static Judgement? Judge(Exception exception) =>
        exception switch
        {
            HttpRequestException e => Judge(e.HttpRequestError, e.Message),
            HttpIOException e => Judge(e.HttpRequestError, e.Message),
            _ => null,
        };

    private static Judgement? Judge(HttpRequestError error, string message) =>
        error switch
        {
            HttpRequestError.ResponseEnded => Judgement.Down(Reason.ConnectionClosed, message),
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => Judgement.Down(
                Reason.ProtocolError,
                message
            ),
            _ => null,
        };
}
