using System.Collections.Frozen;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Ringback.ProbeWorker.Probes.Https;

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
        head.Append(CultureInfo.InvariantCulture, $"{request.Method} {request.RequestUri!.PathAndQuery} HTTP/1.1\n");
        head.Append(CultureInfo.InvariantCulture, $"Host: {request.RequestUri.Authority}\n");
        return Append(head, request.Headers.NonValidated).ToString();
    }

    public static string Of(HttpResponseMessage response)
    {
        var head = new StringBuilder();
        head.Append(
            CultureInfo.InvariantCulture,
            $"HTTP/{response.Version} {(int)response.StatusCode} {response.ReasonPhrase}\n"
        );
        Append(head, response.Headers.NonValidated);
        return Append(head, response.Content.Headers.NonValidated).ToString();
    }

    private static StringBuilder Append(StringBuilder head, HttpHeadersNonValidated headers)
    {
        foreach (var (name, values) in headers.Take(MaxHeaders))
        {
            var value = Secret.Contains(name) ? "(removed)" : values.ToString();
            var shown = value.Length > MaxValueLength ? $"{value.AsSpan(0, MaxValueLength)}…" : value;
            head.Append(CultureInfo.InvariantCulture, $"{name}: {shown}\n");
        }

        if (headers.Count > MaxHeaders)
            head.Append(CultureInfo.InvariantCulture, $"({headers.Count - MaxHeaders} more headers)\n");

        return head;
    }
}
