using System.Globalization;
using System.Net;

namespace Ringback.Aggregator.Alerts.Channels;

/// <summary>One request, and what came of it in the words of the delivery log.</summary>
internal static class HttpDelivery
{
    /// <returns>The status.</returns>
    /// <exception cref="RefusedException">Any other than 2xx, or no answer in time.</exception>
    public static async Task<string> PostAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            return response.IsSuccessStatusCode
                ? status
                : throw new RefusedException($"answered {status}", IsFinal(response.StatusCode));
        }
        catch (HttpRequestException e)
        {
            throw new RefusedException($"cannot be reached: {e.HttpRequestError}");
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new RefusedException("did not answer in time");
        }
    }

    /// <summary>It says that this very message is none, or that it is gone for good: what comes after it does not wait for a day.</summary>
    private static bool IsFinal(HttpStatusCode status) =>
        status
            is HttpStatusCode.BadRequest
                or HttpStatusCode.Gone
                or HttpStatusCode.RequestEntityTooLarge
                or HttpStatusCode.UnsupportedMediaType
                or HttpStatusCode.UnprocessableEntity;
}
