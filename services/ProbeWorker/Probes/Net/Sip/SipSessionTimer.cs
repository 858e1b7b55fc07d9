using System.Globalization;
using System.Security.Cryptography;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Dialogs;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>
/// Keeps a call alive where that is our part (RFC 4028): half of the session's interval after each sign of life. Whoever's
/// part it is, a session that nobody refreshed is given up before its end.
/// </summary>
/// <remarks>Used under the agent's lock.</remarks>
/// <param name="isOurCallId">Whether we placed the call.</param>
/// <param name="least">The least interval that the peer takes, as far as it has said so.</param>
/// <param name="lapse">Told why the session ends.</param>
internal sealed class SipSessionTimer(
    SipUserAgent agent,
    bool isOurCallId,
    TimeSpan least,
    Action refresh,
    Action<string> lapse
) : IDisposable
{
    /// <summary>In a row: what is refused so often is not asked for again.</summary>
    private const int MostRefusals = 5;

    private const int Chances = 1000;

    private ITimer? _timer;
    private long _agreedAt = agent.Time.GetTimestamp();
    private int _refusals;
    private bool _isDone;

    /// <summary>How the next refresh is asked for.</summary>
    public SipRefresh Refresh { get; private set; } = new(least, least, ByUpdate: false);

    private TimeSpan Left
    {
        get
        {
            var left = Refresh.Patience - agent.Time.GetElapsedTime(_agreedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The peer says which methods it takes, or nothing of that.</summary>
    public void ReadAllowed(SipMessage theirs)
    {
        if (theirs.First(SipHeaderNames.Allow) is not null)
            Refresh = Refresh with
            {
                ByUpdate = theirs
                    .All(SipHeaderNames.Allow)
                    .Any(v => v.Contains(SipMethods.Update, StringComparison.OrdinalIgnoreCase)),
            };
    }

    /// <summary>Begins anew, or ends where there is no session timer.</summary>
    /// <param name="agreed">Of the 2xx that was sent or came.</param>
    /// <param name="isOurs">Whether we sent the request that it answers.</param>
    public void Agree(SipResponse agreed, bool isOurs)
    {
        var session = SipSessionExpires.Of(agreed);
        if (session?.Refresher is null)
        {
            _timer?.Dispose();
            return;
        }

        Refresh = Refresh with { Interval = session.Interval };
        Restart();
        if (session.Refresher == (isOurs ? "uac" : "uas"))
            After(Refresh.Interval / 2, refresh);
        else
            After(Left, () => lapse("the peer did not refresh it as agreed"));
    }

    /// <summary>The peer answered a refresh of ours: it goes on by what that says.</summary>
    /// <remarks>
    /// One that says nothing has no timer of its own; but a proxy may have one that asked us to begin with, and said so in
    /// the first answer only. So the part stays ours (RFC 4028 §7.2 leaves it to us).
    /// </remarks>
    public void Renew(SipResponse answer)
    {
        if (answer.First(SipHeaderNames.SessionExpires) is not null)
        {
            Agree(answer, isOurs: true);
            return;
        }

        Restart();
        After(Refresh.Interval / 2, refresh);
    }

    /// <summary>The peer refused a refresh of ours: it is asked again where that may help, else the session ends in its time.</summary>
    public void Refuse(SipRequest asked, SipResponse refused)
    {
        var said = $"{asked.Method} that was to refresh it was refused: {refused.Status} {refused.Reason}";
        _refusals++;
        var chance = RandomNumberGenerator.GetInt32(Chances) / (double)Chances;
        if (_refusals < MostRefusals && Refresh.Again(refused, Left, isOurCallId, chance) is var (after, next))
        {
            Refresh = next;
            After(after, refresh);
            agent.Note($"session: {said}; asked again in {Seconds(after)} s");
        }
        else
        {
            After(Left, () => lapse(said));
            agent.Note($"session: {said}; not asked again, the call is ended in {Seconds(Left)} s");
        }
    }

    public void Dispose()
    {
        _isDone = true;
        _timer?.Dispose();
    }

    private void Restart() => (_agreedAt, _refusals) = (agent.Time.GetTimestamp(), 0);

    private void After(TimeSpan pause, Action act)
    {
        _timer?.Dispose();
        if (!_isDone)
            _timer = agent.Time.CreateTimer(_ => Fire(act), null, pause, Timeout.InfiniteTimeSpan);
    }

    private void Fire(Action act)
    {
        lock (agent.Lock)
        {
            if (!_isDone)
                act();
        }
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture);
}
