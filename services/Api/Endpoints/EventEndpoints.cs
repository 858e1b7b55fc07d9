using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Model.Access;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <param name="Id">Grows in the order in which things became known.</param>
/// <param name="Kind">verdict, incident_opened, incident_updated (somebody wrote to it), alert_opened and the like.</param>
/// <param name="Target">Id; null where it is not a target's. Likewise component, region, incident and alert.</param>
/// <param name="Verdict">The newest one; null where the event says none.</param>
/// <param name="At">When what it tells took place; before <c>written_at</c>, which is when it became known.</param>
internal sealed record EventAnswer(
    string Id,
    string Kind,
    string? Target,
    string? Component,
    string? Region,
    string? Incident,
    string? Alert,
    string? Verdict,
    Instant At,
    Instant WrittenAt
);

/// <summary>What becomes known, as it does: an open answer of server-sent events.</summary>
internal static class EventEndpoints
{
    private const string LastHeard = "Last-Event-ID";
    private const string EventStream = "text/event-stream";
    private const int AtOnce = 500;

    /// <summary>Each holds an answer open, and reads what is new.</summary>
    private const int MostListeners = 64;

    /// <summary>While the ledger cannot be listened to.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Between two readings of one listener, however much becomes known.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    /// <summary>A proxy takes what is silent for longer for dead.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    /// <summary>A key that is revoked listens no longer than this.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    public static void MapEvents(this RouteGroupBuilder v1) =>
        v1.MapGet("/events", ListenAsync)
            .Needs(Role.Viewer)
            .ForLimitedCallersToo()
            .Produces<EventAnswer>(StatusCodes.Status200OK, EventStream)
            .ProducesValidationProblem()
            .WithName("ListenToEvents")
            .WithSummary("Verdicts that turn, incidents and alerts, as they become known: server-sent events")
            .WithDescription(
                "The first event is 'ready'; each that follows has the kind for its name and an id. Whoever comes again with 'Last-Event-ID' misses none that is still kept (40 days). 'beat' says every 15 seconds that all is quiet; after a quarter of an hour the answer ends, and the client asks again."
            );

    private static async Task<IResult> ListenAsync(
        [Description("Id of a target: its events alone, and its alerts'")] string? target,
        [Description("Id of a component: its events alone, not those of its targets")] string? component,
        HttpContext context,
        EventReads events,
        EventEar ear,
        EventListeners room,
        Limits limits,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var errors = new QueryErrors();
        errors.RefuseUnlessId("target", target);
        errors.RefuseUnlessId("component", component);
        long? heard = null;
        if (context.Request.Headers.TryGetValue(LastHeard, out var text))
        {
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                heard = id;
            else
                errors.Add(LastHeard, "must be the id of an event, as it was");
        }

        if (errors.Any)
            return errors.ToProblem();
        if (!room.TryEnter(MostListeners, out var listening))
        {
            context.Response.Headers.RetryAfter = "30";
            return TypedResults.Problem(
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: "Too many listen already",
                detail: $"{MostListeners} may at once; /v1/incidents and /v1/alerts tell the same to who asks."
            );
        }

        context.Response.RegisterForDispose(listening);
        var after = heard ?? await events.NewestAsync(cancel);
        var reach = await limits.OfAsync(context);
        return TypedResults.ServerSentEvents(
            StreamAsync(
                after,
                (last, token) => events.ReadAsync(last, target, component, reach, AtOnce, token),
                ear,
                time,
                cancel
            )
        );
    }

    private static async IAsyncEnumerable<SseItem<object>> StreamAsync(
        long after,
        Func<long, CancellationToken, Task<IReadOnlyList<EventRow>>> read,
        EventEar ear,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var begun = time.GetTimestamp();
        var told = begun;
        yield return new SseItem<object>(new { }, "ready") { EventId = Text(after) }; // at once: headers go with the first event
        while (time.GetElapsedTime(begun) < Longest)
        {
            var rung = ear.News;
            var news = await read(after, cancel);
            foreach (var row in news)
            {
                after = row.Id;
                yield return new SseItem<object>(Answer(row), row.Kind) { EventId = Text(row.Id) };
            }

            if (news.Count > 0)
                told = time.GetTimestamp();
            else if (time.GetElapsedTime(told) >= Beat)
            {
                told = time.GetTimestamp();
                yield return new SseItem<object>(new { }, "beat");
            }

            if (news.Count > 0)
                await Task.Delay(Breath, time, cancel);
            else
                await WaitAsync(rung, ear.IsListening ? Beat : Poll, time, cancel);
        }
    }

    private static async Task WaitAsync(Task rung, TimeSpan longest, TimeProvider time, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(rung, Task.Delay(longest, time, patience.Token));
        await patience.CancelAsync(); // no timer is left behind
        cancel.ThrowIfCancellationRequested();
    }

    private static EventAnswer Answer(EventRow row) =>
        new(
            Text(row.Id),
            row.Kind,
            row.Target,
            row.Component,
            row.Region,
            row.Incident is { } incident ? Text(incident) : null,
            row.Alert is { } alert ? Text(alert) : null,
            row.Verdict,
            row.At,
            row.WrittenAt
        );

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>How many listen now.</summary>
internal sealed class EventListeners
{
    private int _count;

    /// <param name="listening">Disposed of once it is over.</param>
    /// <returns>False where as many as may do so already.</returns>
    public bool TryEnter(int most, [NotNullWhen(true)] out IDisposable? listening)
    {
        listening = null;
        if (Interlocked.Increment(ref _count) <= most)
            listening = new Listening(this);
        else
            Interlocked.Decrement(ref _count);

        return listening is not null;
    }

    private sealed class Listening(EventListeners room) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref room._count);
    }
}
