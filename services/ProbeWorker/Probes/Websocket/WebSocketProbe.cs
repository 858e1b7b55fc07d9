using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Net.Http;

namespace Ringback.ProbeWorker.Probes.Websocket;

/// <summary>
/// Opens a WebSocket of its own, takes the first message, pings, and holds the session: resolve, connect, tls, upgrade,
/// first_message, ping, hold. <c>rtt_seconds</c> is that of the first ping.
/// </summary>
internal sealed class WebSocketProbe : IProbe<WebSocketCheck>
{
    public async Task<Judgement> RunAsync(WebSocketCheck check, ProbeRun run, CancellationToken deadline)
    {
        var values = await TextValues.ReadAsync(check.Secrets, run.Means.Secrets, deadline);
        return await values.RedactAsync(() => JudgeAsync(check, run, values, deadline));
    }

    private static async Task<Judgement> JudgeAsync(
        WebSocketCheck check,
        ProbeRun run,
        TextValues values,
        CancellationToken deadline
    )
    {
        var opening = new WebSocketOpening(check, run, values);
        await using var session = await opening.OpenAsync(deadline);
        if (
            check.Message is { } expected
            && await TakeMessageAsync(session, expected, run, values, deadline) is { } bad
        )
            return bad;

        if (check.Ping)
        {
            using var phase = run.Phase(PhaseNames.Ping);
            run.Measure(MeasurementNames.RttSeconds, (await session.PingAsync(deadline)).TotalSeconds);
        }

        var slow = PhaseLimits.Find(check.PhaseLimits, run.Phases);
        if (check.Hold == TimeSpan.Zero)
        {
            await session.CloseAsync(deadline);
            return slow ?? Judgement.Up;
        }

        var held = await new HeldSession(check, run, opening).HoldAsync(session, deadline);
        return held ?? slow ?? Judgement.Up;
    }

    private static async Task<Judgement?> TakeMessageAsync(
        WebSocketSession session,
        Model.Catalogs.Checks.Http.TextExpectation expected,
        ProbeRun run,
        TextValues values,
        CancellationToken deadline
    )
    {
        var started = run.Time.GetTimestamp();
        ReadOnlyMemory<byte> message;
        using (run.Phase(PhaseNames.FirstMessage))
            message = await session.ReadMessageAsync(deadline);

        run.Measure(MeasurementNames.FirstMessageSeconds, run.Time.GetElapsedTime(started).TotalSeconds);
        run.Measure(MeasurementNames.SizeBytes, message.Length);
        string Text() => System.Text.Encoding.UTF8.GetString(message.Span);
        if (TextAssertions.FindObjection(expected, "first message", message, Text) is not { } objection)
            return null;

        run.Evidence.Received(values.Redact(Text()));
        return Judgement.Down(Reason.AssertionFailed, objection);
    }
}
