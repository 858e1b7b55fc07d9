using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Store.Alerts;

namespace Ringback.Api.Pages;

/// <summary>Who is told of incidents and alerts, with a button to try each: for people with an operator's key, in a browser.</summary>
/// <remarks>A form can send no header: the key is a field of it, sent once, and kept nowhere. So no other site can send the form either.</remarks>
internal static class ReceiversEndpoints
{
    public const string Path = "/receivers";

    private const int LargestForm = 16 * 1024;

    /// <summary>The aggregator looks twice a second, and a receiver has ten seconds to answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public static void MapReceiversPage(this IEndpointRouteBuilder routes)
    {
        var page = routes.MapGroup(Path).AllowAnonymous().ExcludeFromDescription(); // it says nothing before it was shown a key
        page.MapGet("", RazorComponentResult (HttpResponse response) => Page(response, new ReceiversView()));
        page.MapPost("", AskAsync);
    }

    private static async Task<IResult> AskAsync(
        HttpContext context,
        Deliveries deliveries,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        if (await FormAsync(context, cancel) is not { } form)
            return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
        if (!await IsOperatorAsync(context, form["key"].ToString().Trim()))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Page(context.Response, new ReceiversView { Said = "That is no key of an operator that holds." });
        }

        var name = form["receiver"].ToString();
        var said = name.Length is 0 or > 1_000 ? "" : await TestAsync(name, context, deliveries, time, cancel);
        return Page(
            context.Response,
            new ReceiversView { Said = said, Receivers = await deliveries.ReceiversAsync(cancel) }
        );
    }

    /// <returns>Null of what is no form, or none that this page sends.</returns>
    private static async Task<IFormCollection?> FormAsync(HttpContext context, CancellationToken cancel)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = LargestForm;
        try
        {
            return context.Request.HasFormContentType ? await context.Request.ReadFormAsync(cancel) : null;
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    private static async Task<bool> IsOperatorAsync(HttpContext context, string key)
    {
        if (key.Any(letter => !char.IsAscii(letter) || char.IsControl(letter)))
            return false;

        context.Request.Headers.Authorization = $"Bearer {key}";
        var shown = await context.AuthenticateAsync(KeyAuthentication.SchemeName);
        if (shown.Principal is not { } principal)
            return false;

        context.User = principal;
        return Caller.Of(principal) is { Role: >= Role.Operator, Components: null };
    }

    /// <returns>What came of it, for people.</returns>
    private static async Task<string> TestAsync(
        string name,
        HttpContext context,
        Deliveries deliveries,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var before = (await deliveries.ReadAsync(name, null, 1, cancel)).Select(row => row.Id).FirstOrDefault();
        if (!await deliveries.AskAsync(name, null, Caller.Actor(context), Instant.Now(time), cancel))
            return $"There is no receiver {name}.";

        for (
            var begun = time.GetTimestamp();
            time.GetElapsedTime(begun) < Patience;
            await Task.Delay(Look, time, cancel)
        )
        {
            var tried = (await deliveries.ReadAsync(name, null, 100, cancel))
                .Where(row => row.Id > before)
                .Select(row => row.Delivery)
                .FirstOrDefault(delivery => delivery is { Asked: true, Event: null });
            if (tried is not null)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} {(tried.Outcome == AlertDelivery.Taken ? "took the test" : "did not take the test, it")}: {tried.Answer} after {tried.Took.TotalSeconds:F2} s."
                );
        }

        return $"The test of {name} is not sent yet: see whether an aggregator runs.";
    }

    private static RazorComponentResult<ReceiversPage> Page(HttpResponse response, ReceiversView view)
    {
        response.Headers.ContentSecurityPolicy = SecurityHeaders.PolicyWithForms;
        response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<ReceiversPage>(new { Page = view }) { StatusCode = response.StatusCode };
    }
}
