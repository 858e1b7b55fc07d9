using System.Globalization;
using System.Net;
using Ringback.ProbeWorker.Probes.Net.Http;

namespace Ringback.ProbeWorker.Probes.Https.Exchange;

/// <summary>Cookies of one run (RFC 6265): what servers set goes back to them, and to nobody else. All of it goes over TLS.</summary>
/// <remarks>
/// No list of public suffixes is at hand, so that a parent domain that may be one (<c>co.uk</c>) gets nothing: the cookie stays with the host that
/// set it. What cookies say is never shown.
/// </remarks>
internal sealed class CookieJar(TimeProvider time, TextValues values)
{
    private const int MostCookies = 50;
    private const int LongestCookie = 4096;
    private const int LongestHeader = 16 * 1024;

    private readonly List<Cookie> _cookies = [];

    /// <summary>What goes back with a request; null for nothing.</summary>
    public string? HeaderFor(Uri url)
    {
        var now = time.GetUtcNow();
        _cookies.RemoveAll(cookie => cookie.Expires <= now);
        var text = string.Join(
            "; ",
            _cookies
                .Where(cookie => cookie.IsFor(url))
                .OrderByDescending(cookie => cookie.Path.Length)
                .Select(cookie => $"{cookie.Name}={cookie.Value}")
        );
        return text.Length is 0 or > LongestHeader ? null : text;
    }

    public void Take(HttpAnswer answer)
    {
        foreach (var (name, value) in answer.Headers)
        {
            if (name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
                Take(answer.Url, value);
        }
    }

    private void Take(Uri url, string header)
    {
        if (header.Length > LongestCookie || header.Any(char.IsControl) || Read(url, header) is not { } cookie)
            return;

        var known = _cookies.FindIndex(other =>
            (other.Name, other.Domain, other.Path) == (cookie.Name, cookie.Domain, cookie.Path)
        );
        if (known >= 0)
            _cookies.RemoveAt(known);

        if (cookie.Expires <= time.GetUtcNow() || _cookies.Count == MostCookies)
            return;

        values.Hide(cookie.Value);
        _cookies.Insert(known >= 0 ? known : _cookies.Count, cookie);
    }

    private Cookie? Read(Uri url, string header)
    {
        var parts = header.Split(';', StringSplitOptions.TrimEntries);
        if (parts[0].Split('=', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, var value])
            return null;

        var host = url.IdnHost.ToLowerInvariant();
        var cookie = new Cookie(name, value, host, IsHostOnly: true, DefaultPath(url), DateTimeOffset.MaxValue);
        var hasAge = false;
        foreach (var part in parts.Skip(1))
        {
            var (attribute, said) = part.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, var text]
                ? (key, text)
                : (part, "");
            switch (attribute.ToLowerInvariant())
            {
                case "domain" when said.TrimStart('.').ToLowerInvariant() is { Length: > 0 } domain:
                    if (!IsWithin(host, domain))
                        return null;

                    if (!MayBePublic(domain))
                        cookie = cookie with { Domain = domain, IsHostOnly = false };
                    break;
                case "path" when said.StartsWith('/'):
                    cookie = cookie with { Path = said };
                    break;
                case "max-age"
                    when long.TryParse(
                        said,
                        NumberStyles.AllowLeadingSign,
                        CultureInfo.InvariantCulture,
                        out var seconds
                    ):
                    cookie = cookie with { Expires = After(seconds) };
                    hasAge = true;
                    break;
                case "expires"
                    when !hasAge
                        && DateTimeOffset.TryParse(
                            said,
                            CultureInfo.InvariantCulture,
                            DateTimeStyles.AssumeUniversal,
                            out var at
                        ):
                    cookie = cookie with { Expires = at };
                    break;
            }
        }

        var breaksPromise =
            name.StartsWith("__Host-", StringComparison.Ordinal) && cookie is not { IsHostOnly: true, Path: "/" };
        return breaksPromise ? null : cookie;
    }

    private DateTimeOffset After(long seconds) =>
        seconds <= 0
            ? DateTimeOffset.MinValue
            : time.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(seconds, (long)TimeSpan.FromDays(400).TotalSeconds));

    /// <summary>RFC 6265 §5.1.4: the folder of what was asked for.</summary>
    private static string DefaultPath(Uri url)
    {
        var end = url.AbsolutePath.LastIndexOf('/');
        return end <= 0 ? "/" : url.AbsolutePath[..end];
    }

    /// <summary>RFC 6265 §5.1.3; an address has no parents.</summary>
    private static bool IsWithin(string host, string domain) =>
        host == domain
        || (host.EndsWith($".{domain}", StringComparison.Ordinal) && !IPAddress.TryParse(host.Trim('[', ']'), out _));

    /// <summary>A top-level domain, or a short name below that of a country.</summary>
    private static bool MayBePublic(string domain) => domain.Split('.') is [_] or [{ Length: <= 3 }, { Length: 2 }];

    /// <param name="IsHostOnly">Whether the hosts below <paramref name="Domain"/> get nothing.</param>
    private sealed record Cookie(
        string Name,
        string Value,
        string Domain,
        bool IsHostOnly,
        string Path,
        DateTimeOffset Expires
    )
    {
        public bool IsFor(Uri url)
        {
            var host = url.IdnHost.ToLowerInvariant();
            return (IsHostOnly ? host == Domain : IsWithin(host, Domain)) && IsBelow(url.AbsolutePath);
        }

        /// <summary>RFC 6265 §5.1.4.</summary>
        private bool IsBelow(string path) =>
            path == Path
            || (path.StartsWith(Path, StringComparison.Ordinal) && (Path.EndsWith('/') || path[Path.Length] == '/'));
    }
}
