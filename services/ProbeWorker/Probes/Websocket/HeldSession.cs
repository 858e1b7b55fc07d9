using System.Globalization;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Websocket;

/// <summary>Keeps a session open for the time that a check asks for, pings it, and opens it again where it breaks.</summary>
internal sealed class HeldSession(WebSocketCheck check, ProbeRun run, WebSocketOpening opening)
{
    /// <summary>A server that breaks it as often as it is opened is not to be asked for ever.</summary>
    private const int MostOpenings = 100;

    /// <summary>A pong may take as long as the next ping is away, and this long at least: then nobody is there any more.</summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(5);

    private readonly long _started = run.Time.GetTimestamp();
    private TimeSpan _held;
    private TimeSpan _slowest;
    private int _messages;
    private int _drops;
    private string _last = "";

    private TimeSpan Left => check.Hold - run.Time.GetElapsedTime(_started);

    /// <returns>Null where it held.</returns>
    public async Task<Judgement?> HoldAsync(WebSocketSession first, CancellationToken deadline)
    {
        using var phase = run.Phase(PhaseNames.Hold);
        var session = first;
        try
        {
            while (true)
            {
                if (await HeldToTheEndAsync(session, deadline))
                {
                    await session.CloseAsync(deadline);
                    break;
                }

                if (_drops > MostOpenings)
                    break;

                if (session != first)
                    await session.DisposeAsync();

                session = await opening.OpenAsync(deadline);
            }
        }
        finally
        {
            if (session != first)
                await session.DisposeAsync();

            run.Measure(MeasurementNames.SessionDrops, _drops);
            run.Measure(MeasurementNames.SessionHeldSeconds, _held.TotalSeconds);
            run.Measure(MeasurementNames.Messages, _messages);
            if (_slowest > TimeSpan.Zero)
                run.Measure(MeasurementNames.PingRttMaxSeconds, _slowest.TotalSeconds);
        }

        return _drops > check.MostDrops
            ? Judgement.Degraded(
                Reason.ConnectionClosed,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The session broke {_drops} times within {check.Hold.TotalSeconds:0.###} s, at last: {_last}"
                )
            )
            : null;
    }

    /// <returns>False where it broke.</returns>
    private async Task<bool> HeldToTheEndAsync(WebSocketSession session, CancellationToken deadline)
    {
        var began = run.Time.GetTimestamp();
        try
        {
            while (Left > TimeSpan.Zero)
            {
                await session.ListenAsync(Left < check.PingInterval ? Left : check.PingInterval, deadline);
                if (!check.Ping)
                    continue;

                var rtt = await PingAsync(session, deadline);
                _slowest = rtt > _slowest ? rtt : _slowest;
            }

            return true;
        }
        catch (Exception e)
            when (Escape.Judge(e)
                    is { Reason: Reason.ConnectionClosed or Reason.Unreachable or Reason.Timeout } judgement
            )
        {
            _drops++;
            _last = judgement.Detail ?? "";
            run.Evidence.Note($"the session broke: {_last}");
            return false;
        }
        finally
        {
            _held += run.Time.GetElapsedTime(began);
            _messages += session.Messages;
        }
    }

    /// <exception cref="JudgedException">The pong does not come: as good as a connection that was closed.</exception>
    private async Task<TimeSpan> PingAsync(WebSocketSession session, CancellationToken deadline)
    {
        var patience = check.PingInterval > LeastPatience ? check.PingInterval : LeastPatience;
        using var limit = new CancellationTokenSource(patience, run.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, deadline);
        try
        {
            return await session.PingAsync(either.Token);
        }
        catch (OperationCanceledException) when (!deadline.IsCancellationRequested)
        {
            throw new JudgedException(
                Judgement.Down(
                    Reason.Timeout,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"a ping was not answered within {patience.TotalSeconds:0.###} s."
                    )
                )
            );
        }
    }
}
