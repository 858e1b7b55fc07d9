using Ringback.Aggregator.Alerts.Channels;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Alerts;
using Ringback.Store.Reads;

namespace Ringback.Aggregator.Alerts;

/// <summary>Tells one receiver the next of what it is to know: at least once, in order, across restarts and replicas.</summary>
internal sealed partial class Teller(
    AlertLedger ledger,
    IncidentReads incidents,
    AlertOptions options,
    AlertMetrics metrics,
    TimeProvider time,
    ILogger<Teller> log
)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Who has not taken it by then is told the next one.</summary>
    private static readonly TimeSpan GivenUp = TimeSpan.FromHours(24);

    private const int MostTriesOfHeld = 24;

    /// <returns>Whether there may be more to tell at once.</returns>
    public async Task<bool> TellNextAsync(IChannel channel, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        await using var turn = await ledger.TryBeginAsync(channel.Name, channel.Kind, now, cancel);
        if (turn is null)
            return false;

        if (await AnswerAsync(turn, channel, now, cancel))
            return true;

        var held = await turn.HeldAsync(now, cancel);
        if ((held ?? await turn.NextAsync(cancel)) is not { } next)
            return false;

        var told = await NoticeAsync(next, cancel);
        if (held is null && await turn.IsSilencedAsync(next, told.IsOver, now, cancel))
        {
            metrics.Count(channel, AlertDelivery.Silenced);
            var none = new AlertDelivery(
                channel.Name,
                next.Id,
                false,
                now,
                1,
                AlertDelivery.Silenced,
                TimeSpan.Zero,
                ""
            );
            await turn.PassAsync(none, cancel);
            return true;
        }

        // What was held back is old by nature: it is tried as often as it would be in an hour and a half.
        var canWait = held is null ? now - next.WrittenAt < GivenUp : turn.Tries < MostTriesOfHeld;
        var (came, lasted, said) = await TryAsync(channel, told, canWait, cancel);
        var delivery = new AlertDelivery(channel.Name, next.Id, false, now, turn.Tries + 1, came, lasted, said);
        if (came == AlertDelivery.Refused)
        {
            var pause = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, turn.Tries), Longest.TotalSeconds));
            LogRefused(channel.Name, next.Id, said, delivery.Try, pause);
            await turn.PostponeAsync(delivery, now + pause, cancel);
            return false;
        }

        if (came == AlertDelivery.GivenUp)
            LogGivenUp(channel.Name, next.Id, said);

        await turn.PassAsync(delivery, cancel);
        return true;
    }

    /// <summary>Sends what a person asked for, and nothing else.</summary>
    /// <returns>Whether there may be more of it.</returns>
    public async Task<bool> AnswerNextAsync(IChannel channel, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        await using var turn = await ledger.TryBeginAsync(channel.Name, channel.Kind, now, cancel);
        return turn is not null && await AnswerAsync(turn, channel, now, cancel);
    }

    private async Task<bool> AnswerAsync(AlertTurn turn, IChannel channel, Instant now, CancellationToken cancel)
    {
        if (await turn.AskedAsync(cancel) is not { } asked)
            return false;

        var notice = asked.Event is { } again ? await NoticeAsync(again, cancel) : Notice.Test(channel.Name, now);
        var (outcome, took, answer) = await TryAsync(channel, notice, canWait: false, cancel);
        await turn.AnswerAsync(
            asked,
            new AlertDelivery(channel.Name, asked.Event?.Id, true, now, 1, outcome, took, answer),
            cancel
        );
        return true;
    }

    private async Task<(string Outcome, TimeSpan Took, string Answer)> TryAsync(
        IChannel channel,
        Notice notice,
        bool canWait,
        CancellationToken cancel
    )
    {
        var started = time.GetTimestamp();
        var (outcome, answer) = (AlertDelivery.Taken, "");
        try
        {
            answer = await channel.SendAsync(notice, cancel);
        }
        catch (RefusedException e)
        {
            (outcome, answer) = (canWait && !e.IsFinal ? AlertDelivery.Refused : AlertDelivery.GivenUp, e.Message);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // A mistake of ours must not try it twice a second for ever, nor hide from the log of deliveries.
            LogBroke(e, channel.Name);
            (outcome, answer) = (canWait ? AlertDelivery.Refused : AlertDelivery.GivenUp, e.GetType().Name);
        }

        metrics.Count(channel, outcome);
        return (outcome, time.GetElapsedTime(started), answer);
    }

    /// <summary>Why it is, as it is known now: the first event comes when little is.</summary>
    private async Task<Notice> NoticeAsync(AlertEvent told, CancellationToken cancel)
    {
        if (told.Incident is not { } id)
            return Notice.Of(told, null, options.Page);

        var whole = new IncidentFilter(
            new Window(Instant.MinValue, Instant.MaxValue),
            Counting: false,
            Before: id + 1,
            Limit: 1
        );
        var rows = await incidents.ReadAsync(whole, cancel);
        return Notice.Of(told, rows is [{ } row] && row.Id == id ? row : null, options.Page);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Receiver} was not told of event {Event}, it {Error}: try {Try}, next in {Pause}"
    )]
    private partial void LogRefused(string receiver, long @event, string error, int @try, TimeSpan pause);

    [LoggerMessage(LogLevel.Error, "{Receiver} could not be told")]
    private partial void LogBroke(Exception exception, string receiver);

    [LoggerMessage(LogLevel.Error, "{Receiver} was not told of event {Event}: it is given up, after {Answer}")]
    private partial void LogGivenUp(string receiver, long @event, string answer);
}
