using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Https.Exchange;

/// <summary>What only HTTP can tell of an error; the rest is for the runner.</summary>
internal static class HttpFaults
{
    public static Judgement? Judge(Exception exception) =>
        exception switch
        {
            HttpRequestException e => Judge(e.HttpRequestError, e),
            HttpIOException e => Judge(e.HttpRequestError, e),
            _ => null,
        };

    private static Judgement? Judge(HttpRequestError error, Exception e) =>
        error switch
        {
            HttpRequestError.ResponseEnded => Judgement.Down(Reason.ConnectionClosed, e.Message),
            HttpRequestError.InvalidResponse
            or HttpRequestError.ConfigurationLimitExceeded
            or HttpRequestError.HttpProtocolError => Judgement.Down(Reason.ProtocolError, e.Message),

            // What it could not read, and says in words alone.
            HttpRequestError.Unknown when e.InnerException is null => Judgement.Down(Reason.ProtocolError, e.Message),
            _ => null,
        };
}
