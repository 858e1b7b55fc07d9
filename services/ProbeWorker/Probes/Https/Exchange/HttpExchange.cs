using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Http;

namespace Ringback.ProbeWorker.Probes.Https.Exchange;

/// <summary>One request and its answer over one connection that is opened for it.</summary>
internal static class HttpExchange
{
    private const int MaxHeadSizeInKilobytes = 32;

    /// <exception cref="JudgedException">It came to no answer that HTTP knows.</exception>
    public static async Task<HttpAnswer> RunAsync(
        HttpsCheck check,
        OutgoingRequest request,
        ProbeRun run,
        TextValues values,
        CancellationToken deadline
    )
    {
        await using var connection = await FreshConnection.OpenAsync(check, request.Url, run, deadline);
        using var timed = new TimedExchange(run, check.Protocol, connection.Tls);
        using var client = new HttpMessageInvoker(HandlerFor(connection, timed));
        try
        {
            var answer = await SendAsync(client, check, request, run, values, deadline);
            timed.End();
            answer = answer with { FirstByte = timed.FirstByte };
            if (check.Warm)
                await WarmAsync(client, timed, check, request, run, deadline);

            return answer;
        }
        catch (Exception e) when (HttpFaults.Judge(e) is { } judgement)
        {
            throw new JudgedException(judgement, e);
        }
    }

    private static async Task<HttpAnswer> SendAsync(
        HttpMessageInvoker client,
        HttpsCheck check,
        OutgoingRequest request,
        ProbeRun run,
        TextValues values,
        CancellationToken deadline
    )
    {
        using var message = request.ToMessage(check);
        run.Evidence.Sent(values.Redact(Head.Of(message)));
        using var response = await client.SendAsync(message, deadline);
        run.Evidence.Received(values.Redact(Head.Of(response, request.Hidden)));
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
            throw new JudgedException(
                Judgement.Down(Reason.ProtocolError, "Switched to another protocol, which nobody asked for.")
            );

        CheckLength(response.Content.Headers.NonValidated);
        var (body, isCut) = await BodyReader.ReadAsync(response.Content, deadline);
        return new(
            request.Url,
            (int)response.StatusCode,
            response.ReasonPhrase ?? "",
            [.. Named(response.Headers.NonValidated), .. Named(response.Content.Headers.NonValidated)],
            response.Content.Headers.ContentType?.MediaType,
            response.Content.Headers.ContentType?.CharSet,
            body,
            isCut
        );
    }

    /// <summary>One that is no length is the end of it (RFC 9112 §6.3); the runtime would read on until the server closes.</summary>
    /// <exception cref="JudgedException">It is none, or there are several that differ.</exception>
    private static void CheckLength(HttpHeadersNonValidated headers)
    {
        if (!headers.TryGetValues("Content-Length", out var said))
            return;

        var lengths = said.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries)).Distinct().ToList();
        if (
            lengths is not [var length]
            || !long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        )
            throw new JudgedException(
                Judgement.Down(Reason.ProtocolError, $"The Content-Length '{said}' of the answer is no length.")
            );
    }

    /// <summary>The same again over the connection that is open; a server that closes it has no such figure.</summary>
    private static async Task WarmAsync(
        HttpMessageInvoker client,
        TimedExchange timed,
        HttpsCheck check,
        OutgoingRequest request,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        timed.BeginWarm();
        try
        {
            using var message = request.ToMessage(check);
            using var response = await client.SendAsync(message, deadline);
            await BodyReader.ReadAsync(response.Content, deadline);
            if (timed.FirstByte is { } firstByte)
                run.Measure(MeasurementNames.WarmRttSeconds, firstByte.TotalSeconds);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            run.Evidence.Note($"no second request over the same connection: {e.GetBaseException().Message}");
        }
    }

    private static SocketsHttpHandler HandlerFor(FreshConnection connection, TimedExchange timed) =>
        new()
        {
            ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(connection.Take()),
            PlaintextStreamFilter = (context, _) => ValueTask.FromResult(timed.Watch(context.PlaintextStream)),
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = MaxHeadSizeInKilobytes,
            MaxResponseDrainSize = 0,
        };

    private static IEnumerable<(string, string)> Named(HttpHeadersNonValidated headers) =>
        headers.SelectMany(header => header.Value.Select(value => (header.Key, value)));
}
