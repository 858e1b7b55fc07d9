using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Catalogs.Checks.Http;
using Ringback.ProbeWorker.Probes.Net.Http;

namespace Ringback.ProbeWorker.Probes.Https.Exchange;

/// <summary>A request with everything put in.</summary>
/// <param name="Url">Absolute, scheme <c>https</c>.</param>
/// <param name="MediaType">Of the body, with its parameters; null where there is none.</param>
/// <param name="Authorization">The header's value; null for none.</param>
internal sealed record OutgoingRequest(
    Uri Url,
    string Method,
    IReadOnlyList<(string Name, string Value)> Headers,
    byte[]? Body,
    string? MediaType,
    string? Authorization
)
{
    /// <summary>Headers of the answer that are not shown: what they hold is captured.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];

    /// <summary>The header's value; null for none. One that the step writes itself goes before it.</summary>
    public string? Cookies { get; init; }

    private const string FormType = "application/x-www-form-urlencoded";

    public static OutgoingRequest Of(HttpStep step, TextValues values, string? authorization)
    {
        var plan = step.Request;
        var headers = plan.Headers.Select(h => (h.Key, values.InHeader(h.Value))).ToList();
        var said = headers.Find(h => h.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Item2;
        var type = plan.Form is not null ? FormType : said ?? (plan.Body is null ? null : TypeOf(plan.Body));
        var body =
            plan.Form is { } form ? FormOf(form.Select(f => (f.Key, values.Plain(f.Value))))
            : plan.Body is { } text ? Encoding.UTF8.GetBytes(values.InBody(text, type?.Split(';')[0].Trim()))
            : null;
        headers.RemoveAll(h => h.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase));
        return new(new Uri(values.InUrl(step.Url)), plan.EffectiveMethod, headers, body, type, authorization)
        {
            Hidden = [.. step.Captures.Values.Select(capture => capture.Header).OfType<string>()],
        };
    }

    public static OutgoingRequest OfForm(Uri url, IEnumerable<(string, string)> fields, string? authorization) =>
        new(url, "POST", [("Accept", "application/json")], FormOf(fields), FormType, authorization);

    /// <returns>What the check logs in with where that is no token to be fetched; null for nothing.</returns>
    /// <exception cref="JudgedException">A secret is missing: the worker's fault.</exception>
    public static async ValueTask<string?> LoginAsync(
        HttpsCheck check,
        HttpStep step,
        ProbeRun run,
        TextValues values,
        CancellationToken cancel
    )
    {
        if (step.Request.Anonymous)
            return null;

        switch (check.Login)
        {
            case { Basic: { } basic }:
                var password = await run.Means.Secrets.ReadAsync(basic.Password, cancel);
                values.Hide(password);
                return Basic(basic.Username, password, values);
            case { Bearer: { } reference }:
                var token = await run.Means.Secrets.ReadAsync(reference, cancel);
                values.Hide(token);
                return $"Bearer {token}";
            default:
                return null;
        }
    }

    public static string Basic(string user, string password, TextValues values)
    {
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        values.Hide(pair); // a server may show what it got
        return $"Basic {pair}";
    }

    public HttpRequestMessage ToMessage(HttpsCheck check)
    {
        var isHttp2 = check.Protocol == HttpVersionAsked.Http2;
        var message = new HttpRequestMessage(new HttpMethod(Method), Url)
        {
            Version = isHttp2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (!isHttp2 && !check.Warm)
            message.Headers.ConnectionClose = true;

        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", MediaType);
        }

        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        if (Authorization is not null)
            message.Headers.TryAddWithoutValidation("Authorization", Authorization);

        if (Cookies is not null && !message.Headers.Contains("Cookie"))
            message.Headers.TryAddWithoutValidation("Cookie", Cookies);

        AddUsual(message.Headers);
        return message;
    }

    private static void AddUsual(HttpRequestHeaders headers)
    {
        if (!headers.Contains("User-Agent"))
            headers.TryAddWithoutValidation("User-Agent", "ringback");

        if (!headers.Contains("Accept"))
            headers.TryAddWithoutValidation("Accept", "*/*");
    }

    private static string TypeOf(string body) =>
        body.AsSpan().TrimStart() is ['{' or '[', ..] ? "application/json" : "text/plain; charset=utf-8";

    private static byte[] FormOf(IEnumerable<(string Name, string Value)> fields) =>
        Encoding.ASCII.GetBytes(
            string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}"))
        );
}
