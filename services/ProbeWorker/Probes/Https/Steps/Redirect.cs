using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Https.Exchange;

namespace Ringback.ProbeWorker.Probes.Https.Steps;

/// <summary>Where an answer sends a request on to (RFC 9110 §15.4). The peer chose it.</summary>
internal static class Redirect
{
    public static bool IsOne(int status) => status is 301 or 302 or 303 or 307 or 308;

    /// <exception cref="JudgedException">It leads out of TLS, nowhere, or takes a body to another server.</exception>
    public static OutgoingRequest Next(OutgoingRequest request, HttpAnswer answer)
    {
        if (!Uri.TryCreate(request.Url, answer.Location, out var url) || url.UserInfo.Length > 0)
            throw Refused($"Redirected to {answer.Location}, which is no URL.");

        if (url.Scheme != Uri.UriSchemeHttps)
            throw Refused($"Redirected to {answer.Location}, which is not https.");

        var keepsMethod = answer.Status is 307 or 308 || request.Method is "GET" or "HEAD";
        var isSameServer = url.IdnHost == request.Url.IdnHost && url.Port == request.Url.Port;
        if (keepsMethod && request.Body is not null && !isSameServer)
            throw Refused($"Redirected to {answer.Location}, another server, with the request's body.");

        var next = request with { Url = url };
        if (!keepsMethod)
            next = next with { Method = "GET", Body = null, MediaType = null };

        // What is meant for one server is for nobody else.
        return isSameServer ? next : next with { Authorization = null, Headers = [] };
    }

    private static JudgedException Refused(string detail) => new(Judgement.Down(Reason.ProtocolError, detail));
}
