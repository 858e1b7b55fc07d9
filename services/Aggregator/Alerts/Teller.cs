using Ringback.Aggregator.Alerts.Channels;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Alerts;
using Ringback.Store.Incidents;
using Ringback.Store.Reads;

namespace Ringback.Aggregator.Alerts;

/// <summary>Tells one receiver the next of what it is to know: at least once, in order of each incident and alert, across restarts and replicas.</summary>
internal sealed partial class Teller(
    AlertLedger ledger,
    IncidentReads incidents,
    NoteLedger notes,
    AlertOptions options,
    AlertMetrics metrics,
    TimeProvider time,
    ILogger<Teller> log
)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Who has not taken it by then is told what comes after it.</summary>
    private static readonly TimeSpan GivenUp = TimeSpan.FromHours(24);

    /// <returns>Whether there may be more to tell at once.</returns>
    public async Task<bool> TellNextAsync(IChannel channel, CancellationToken cancel)
    {
        var now = Instant.Now(time);
        await using var turn = await ledger.TryBeginAsync(channel.Name, channel.Kind, now, cancel);
        if (turn is null)
            return false;

        if (await AnswerAsync(turn, channel, now, cancel))
            return true;

        if (await turn.NextAsync(now, cancel) is not { } due)
            return false;

        var next = due.Event;
        var told = await NoticeAsync(next, cancel);
        if (!due.IsHeld && await turn.IsSilencedAsync(next, told.IsOver, now, cancel))
        {
            metrics.Count(channel, AlertDelivery.Silenced);
            var none = Delivery(AlertDelivery.Silenced, TimeSpan.Zero, "");
            await turn.PassAsync(none, turn.Tries, now, cancel);
            return true;
        }

        // What was held back is old by nature: its day begins with the first try.
        var until = due.Until ?? (due.IsHeld ? now : next.WrittenAt) + GivenUp;
        var (outcome, took, answer, isFinal) = await TryAsync(channel, told, canWait: now < until, cancel);
        var delivery = Delivery(outcome, took, answer);
        var others = now < until ? turn.Refused - Math.Sign(due.Tries) : turn.Tries;
        var rested = now + Pause(Math.Min(turn.Tries, others));
        if (outcome == AlertDelivery.Refused)
        {
            var pause = Pause(due.Tries);
            LogRefused(channel.Name, next.Id, answer, delivery.Try, pause);
            await turn.PostponeAsync(delivery, rested, now + pause, until, cancel);
            return false;
        }

        if (outcome == AlertDelivery.GivenUp)
            LogGivenUp(channel.Name, next.Id, answer);

        var isThere = outcome == AlertDelivery.Taken || isFinal;
        await turn.PassAsync(delivery, isThere ? 0 : turn.Tries + 1, isThere ? now : rested, cancel);
        return isThere;

        AlertDelivery Delivery(string came, TimeSpan lasted, string said) =>
            new(channel.Name, next.Id, false, now, due.Tries + 1, came, lasted, said);
    }

    /// <summary>
    /// After so many tries in vain of one event; and of a receiver, after so many others that it did not take, none taken
    /// since: what one event is refused for keeps nobody waiting, and who takes nothing is asked ever less often.
    /// </summary>
    private static TimeSpan Pause(int tries) =>
        TimeSpan.FromSeconds(Math.Min(Math.Pow(2, tries), Longest.TotalSeconds));

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
        var (outcome, took, answer, _) = await TryAsync(channel, notice, canWait: false, cancel);
        await turn.AnswerAsync(
            asked,
            new AlertDelivery(channel.Name, asked.Event?.Id, true, now, 1, outcome, took, answer),
            cancel
        );
        return true;
    }

    /// <returns>Of a refusal also whether it was of this very message: the receiver itself is there.</returns>
    private async Task<(string Outcome, TimeSpan Took, string Answer, bool IsFinal)> TryAsync(
        IChannel channel,
        Notice notice,
        bool canWait,
        CancellationToken cancel
    )
    {
        var started = time.GetTimestamp();
        var (outcome, answer, isFinal) = (AlertDelivery.Taken, "", false);
        try
        {
            answer = await channel.SendAsync(notice, cancel);
        }
        catch (RefusedException e)
        {
            (outcome, answer, isFinal) = (Refusal(canWait && !e.IsFinal), e.Message, e.IsFinal);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // A mistake of ours must not try it twice a second for ever, nor hide from the log of deliveries.
            LogBroke(e, channel.Name);
            (outcome, answer) = (Refusal(canWait), e.GetType().Name);
        }

        metrics.Count(channel, outcome);
        return (outcome, time.GetElapsedTime(started), answer, isFinal);
    }

    private static string Refusal(bool canWait) => canWait ? AlertDelivery.Refused : AlertDelivery.GivenUp;

    /// <summary>Why it is, as it is known now: the first event comes when little is.</summary>
    private async Task<Notice> NoticeAsync(AlertEvent told, CancellationToken cancel)
    {
        if (told.Incident is not { } id)
            return Notice.Of(told, null, [], options.Page);

        var whole = new IncidentFilter(
            new Window(Instant.MinValue, Instant.MaxValue),
            Counting: false,
            Before: id + 1,
            Limit: 1
        );
        var rows = await incidents.ReadAsync(whole, cancel);
        var written = await notes.ReadAsync([id], cancel);
        return Notice.Of(told, rows is [{ } row] && row.Id == id ? row : null, written[id], options.Page);
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
