using System.Collections.Frozen;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Ringback.ProbeWorker.Probes.Https.Exchange;

/// <summary>Heads of messages as evidence: start line and headers, without what opens doors.</summary>
internal static class Head
{
    private const int MaxHeaders = 30;
    private const int MaxValueLength = 256;

    private static readonly FrozenSet<string> Secret = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Authorization",
        "Proxy-Authorization",
        "Authentication-Info",
        "Cookie",
        "Set-Cookie"
    );

    public static string Of(HttpRequestMessage request)
    {
        var head = new StringBuilder();
        head.Append(
            CultureInfo.InvariantCulture,
            $"{request.Method} {request.RequestUri!.PathAndQuery} HTTP/{request.Version}\n"
        );
        head.Append(CultureInfo.InvariantCulture, $"Host: {request.RequestUri.Authority}\n");
        Append(head, request.Headers.NonValidated);
        if (request.Content is { } body)
        {
            Append(head, body.Headers.NonValidated);
            head.Append(CultureInfo.InvariantCulture, $"({body.Headers.ContentLength} bytes of body)\n");
        }

        return head.ToString();
    }

    /// <param name="hidden">Names of headers that are not shown.</param>
    public static string Of(HttpResponseMessage response, IReadOnlyCollection<string> hidden)
    {
        var head = new StringBuilder();
        head.Append(
            CultureInfo.InvariantCulture,
            $"HTTP/{response.Version} {(int)response.StatusCode} {response.ReasonPhrase}\n"
        );
        Append(head, response.Headers.NonValidated, hidden);
        return Append(head, response.Content.Headers.NonValidated, hidden).ToString();
    }

    private static StringBuilder Append(
        StringBuilder head,
        HttpHeadersNonValidated headers,
        IReadOnlyCollection<string>? hidden = null
    )
    {
        foreach (var (name, values) in headers.Take(MaxHeaders))
        {
            var isHidden = Secret.Contains(name) || hidden?.Contains(name, StringComparer.OrdinalIgnoreCase) is true;
            var value = isHidden ? "(removed)" : values.ToString();
            var shown = value.Length > MaxValueLength ? $"{value.AsSpan(0, MaxValueLength)}…" : value;
            head.Append(CultureInfo.InvariantCulture, $"{name}: {shown}\n");
        }

        if (headers.Count > MaxHeaders)
            head.Append(CultureInfo.InvariantCulture, $"({headers.Count - MaxHeaders} more headers)\n");

        return head;
    }
}
