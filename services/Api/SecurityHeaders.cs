using Ringback.Api.Answers;

namespace Ringback.Api;

internal static class SecurityHeaders
{
    /// <summary>Pages work without scripts and load nothing from elsewhere, so nothing else is allowed.</summary>
    private const string Policy = Strict + "; form-action 'none'";

    /// <summary>For a page with forms, which lead nowhere else either.</summary>
    public const string PolicyWithForms = Strict + "; form-action 'self'";

    private const string Strict =
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

    private const string SecureForAYear = "max-age=31536000";

    /// <summary>On every answer, errors too: they are set last, since an error clears what was set before it.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(Set, context);
                return next(context);
            }
        );

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = SecureForAYear;
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (headers.CacheControl.Count == 0 || (context.Response.StatusCode >= 400 && Finality.IsTold(context)))
            headers.CacheControl = "no-cache";
        return Task.CompletedTask;
    }
}
