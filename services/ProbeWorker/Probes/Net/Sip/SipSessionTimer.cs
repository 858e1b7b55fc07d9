using System.Globalization;
using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Keeps a call alive where that is our part (RFC 4028): half of the session's interval after each sign of life.</summary>
/// <remarks>Used under the agent's lock.</remarks>
internal sealed class SipSessionTimer(SipUserAgent agent, Action refresh) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private ITimer? _timer;
    private bool _isDone;

    /// <summary>After how long without a word the call ends, as agreed last.</summary>
    public TimeSpan Interval { get; private set; } = SipOutbound.SessionInterval;

    /// <summary>What was agreed: the interval in seconds, and who refreshes.</summary>
    /// <param name="value">A Session-Expires, such as <c>90;refresher=uac</c>; null where the session has no end.</param>
    /// <returns>Null where it says nothing that can be kept.</returns>
    public static (TimeSpan Interval, string? Refresher)? Read(string? value)
    {
        var parts = value?.Split(';', StringSplitOptions.TrimEntries) ?? [];
        if (
            parts.Length == 0
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds <= 0
            || seconds > Longest.TotalSeconds
        )
            return null;

        const string Key = "refresher=";
        var refresher = parts.Skip(1).FirstOrDefault(p => p.StartsWith(Key, StringComparison.OrdinalIgnoreCase));
        return (TimeSpan.FromSeconds(seconds), refresher?[Key.Length..].Trim().ToLowerInvariant());
    }

    /// <summary>Begins anew, or ends where the peer refreshes.</summary>
    /// <param name="agreed">Of the 2xx that was sent or came.</param>
    /// <param name="isCaller">Whether we sent the request that it answers.</param>
    public void Agree(SipResponse agreed, bool isCaller)
    {
        var session = Read(agreed.First(SipHeaderNames.SessionExpires));
        if (session is { } kept && kept.Refresher == (isCaller ? "uac" : "uas"))
        {
            Interval = kept.Interval;
            After(Interval / 2);
        }
        else
        {
            _timer?.Dispose();
        }
    }

    /// <summary>The peer answered a refresh of ours: it goes on by what that says.</summary>
    /// <remarks>
    /// One that says nothing has no timer of its own; but a proxy may have one that asked us to begin with, and said so in
    /// the first answer only. So the part stays ours (RFC 4028 §7.2 leaves it to us).
    /// </remarks>
    public void Renew(SipResponse answer)
    {
        if (answer.First(SipHeaderNames.SessionExpires) is null)
            After(Interval / 2);
        else
            Agree(answer, isCaller: true);
    }

    public void After(TimeSpan pause)
    {
        _timer?.Dispose();
        if (!_isDone)
            _timer = agent.Time.CreateTimer(_ => Fire(), null, pause, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _isDone = true;
        _timer?.Dispose();
    }

    private void Fire()
    {
        lock (agent.Lock)
        {
            if (!_isDone)
                refresh();
        }
    }
}
