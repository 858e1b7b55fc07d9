using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Model.Alerts;
using Ringback.Store.Alerts;

namespace Ringback.Api.Endpoints;

/// <param name="Kind">budget_burn, coverage_low, certificate_expiring or vantage_lost.</param>
/// <param name="SubjectKind">objective, component, target or region; then its id.</param>
/// <param name="Detail">Tells apart what may stand of one subject at once, such as the burn alert's long window; else empty.</param>
/// <param name="Urgency">page or ticket.</param>
/// <param name="ClosedAt">Null while it stands.</param>
/// <param name="Silenced">It stands, and somebody asked not to be called for it now.</param>
internal sealed record AlertAnswer(
    string Id,
    string Kind,
    string SubjectKind,
    string Subject,
    string Detail,
    string Urgency,
    string Summary,
    Instant OpenedAt,
    Instant? ClosedAt,
    bool Silenced
);

/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null on the last one.</param>
internal sealed record AlertsAnswer(IReadOnlyList<AlertAnswer> Alerts, string? NextCursor);

/// <param name="Kind">webhook, pagerduty, mail, dapr or alertmanager, which is told what is open and never waits.</param>
/// <param name="FailedTries">How many tries in a row were in vain, whatever it was to be told.</param>
/// <param name="NextTryAt">Null where nothing waits.</param>
/// <param name="Waiting">How many events it is yet to be told.</param>
internal sealed record ReceiverAnswer(string Name, string Kind, int FailedTries, Instant? NextTryAt, int Waiting);

internal sealed record ReceiversAnswer(IReadOnlyList<ReceiverAnswer> Receivers);

/// <param name="Event">Null where it was a test.</param>
/// <param name="Kind">Of the event, such as incident_opened; null where it was a test, or the event is no longer kept.</param>
/// <param name="Asked">A person asked for it: a test, or an event once more.</param>
/// <param name="Try">From 1.</param>
/// <param name="Outcome">taken, refused (it is tried again), given_up or silenced (told once that is over, if it still stands).</param>
/// <param name="Answer">What the receiver said, cut to 200 characters.</param>
internal sealed record DeliveryAnswer(
    string Id,
    string Receiver,
    string? Event,
    string? Kind,
    bool Asked,
    Instant At,
    int Try,
    string Outcome,
    double TookSeconds,
    string Answer
);

/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null on the last one.</param>
internal sealed record DeliveriesAnswer(IReadOnlyList<DeliveryAnswer> Deliveries, string? NextCursor);

/// <param name="Event">Id of the event to be sent once more; left out for a test.</param>
internal sealed record DeliveryRequest(string? Event = null);

internal static class AlertEndpoints
{
    private const int PageSize = 100;

    public static void MapAlerts(this RouteGroupBuilder v1)
    {
        v1.MapGet("/alerts", ListAsync)
            .Needs(Role.Viewer)
            .ForLimitedCallersToo()
            .WithName("ListAlerts")
            .WithSummary("What somebody had to know of that was no incident, newest first")
            .WithDescription(
                "Budgets that burn, coverage that is low, certificates that expire, regions that are lost; those that are over too."
            );
        var receivers = v1.MapGroup("/alert-receivers").Needs(Role.Operator);
        receivers
            .MapGet("", ReceiversAsync)
            .WithName("ListAlertReceivers")
            .WithSummary("Who is told of incidents and alerts, and how far each has been told")
            .WithDescription(
                "What one refuses is tried again, later each time, and only what comes after it of the same incident waits for it; one that takes nothing is tried ever less often. All that waits is counted."
            );
        receivers
            .MapPost("/{name}/deliveries", AskAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("SendToAlertReceiver")
            .WithSummary("Has a test sent to a receiver, or an event once more; ListAlertDeliveries tells how it went")
            .WithDescription("It is sent beside what waits for the receiver, soon, and signed like everything else.");
        v1.MapGet("/alert-deliveries", DeliveriesAsync)
            .Needs(Role.Operator)
            .WithName("ListAlertDeliveries")
            .WithSummary("Every try to tell a receiver something, newest first")
            .WithDescription("With what it said to it, how long that took, and whether a person had asked for it.");
    }

    private static async Task<Results<Ok<AlertsAnswer>, ValidationProblem>> ListAsync(
        [Description("true for those that stand only, false for those that are over only")] bool? standing,
        [Description("budget_burn, coverage_low, certificate_expiring or vantage_lost")] string? kind,
        [Description("Id of a target: its alerts alone")] string? target,
        [Description("Id of a component: its alerts alone, and those of its targets")] string? component,
        [Description("next_cursor of the page before")] string? cursor,
        HttpContext context,
        Limits limits,
        KnownAlerts alerts,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var errors = new QueryErrors();
        var before = errors.ReadCursor(cursor);
        if (kind is not null && !AlertKinds.All.Contains(kind))
            errors.Add("kind", $"must be one of {string.Join(", ", AlertKinds.All)}");
        errors.RefuseUnlessId("target", target);
        errors.RefuseUnlessId("component", component);
        if (errors.Any)
            return errors.ToProblem();

        var filter = new AlertFilter(kind, target, component, await limits.OfAsync(context));
        var read = await alerts.ReadAsync(standing, filter, before, Page.Read(PageSize), Instant.Now(time), cancel);
        var page = Page.Of(read, PageSize, known => known.Id);
        return TypedResults.Ok(new AlertsAnswer([.. page.Rows.Select(Answer)], page.NextCursor));
    }

    private static async Task<Ok<ReceiversAnswer>> ReceiversAsync(Deliveries deliveries, CancellationToken cancel)
    {
        var receivers = await deliveries.ReceiversAsync(cancel);
        return TypedResults.Ok(
            new ReceiversAnswer([
                .. receivers.Select(each => new ReceiverAnswer(
                    each.Name,
                    each.Kind,
                    each.Tries,
                    each.Waiting == 0 ? null : each.Due,
                    each.Waiting
                )),
            ])
        );
    }

    private static async Task<Results<Ok<DeliveriesAnswer>, ValidationProblem>> DeliveriesAsync(
        [Description("Only to this receiver")] string? receiver,
        [Description("next_cursor of the page before")] string? cursor,
        Deliveries deliveries,
        CancellationToken cancel
    )
    {
        var errors = new QueryErrors();
        var before = errors.ReadCursor(cursor);
        if (errors.Any)
            return errors.ToProblem();
        if (receiver?.Contains('\0') == true)
            return TypedResults.Ok(new DeliveriesAnswer([], null));

        var read = await deliveries.ReadAsync(receiver, before, Page.Read(PageSize), cancel);
        var page = Page.Of(read, PageSize, row => row.Id);
        return TypedResults.Ok(new DeliveriesAnswer([.. page.Rows.Select(Answer)], page.NextCursor));
    }

    private static async Task<Results<Accepted, ValidationProblem, ProblemHttpResult>> AskAsync(
        [Description("Name of the receiver")] string name,
        DeliveryRequest request,
        HttpContext context,
        Deliveries deliveries,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        long? id = null;
        if (request.Event is { } text)
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                var errors = new QueryErrors();
                errors.Add("event", "must be the event of a delivery, as it was");
                return errors.ToProblem();
            }

            id = number;
        }

        var isAsked =
            !name.Contains('\0', StringComparison.Ordinal)
            && await deliveries.AskAsync(name, id, Caller.Actor(context), Instant.Now(time), cancel);
        return isAsked
            ? TypedResults.Accepted($"/v1/alert-deliveries?receiver={Uri.EscapeDataString(name)}")
            : TypedResults.Problem(
                statusCode: StatusCodes.Status404NotFound,
                title: "No such receiver or event",
                detail: "/v1/alert-receivers lists the receivers, /v1/alert-deliveries the events that are still kept."
            );
    }

    private static AlertAnswer Answer(KnownAlert known) =>
        new(
            Text(known.Id),
            known.Alert.Key.Kind,
            known.Alert.Key.SubjectKind,
            known.Alert.Key.Subject,
            known.Alert.Key.Detail,
            known.Alert.Urgency == Urgency.Page ? "page" : "ticket",
            known.Alert.Summary,
            known.OpenedAt,
            known.ClosedAt,
            known.IsSilenced
        );

    private static DeliveryAnswer Answer(DeliveryRow row) =>
        new(
            Text(row.Id),
            row.Delivery.Receiver,
            row.Delivery.Event is { } id ? Text(id) : null,
            row.Kind,
            row.Delivery.Asked,
            row.Delivery.At,
            row.Delivery.Try,
            row.Delivery.Outcome,
            row.Delivery.Took.TotalSeconds,
            row.Delivery.Answer
        );

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
