using Ringback.Protocols.Sip.Headers;

namespace Ringback.Protocols.Sip.Dialogs;

/// <summary>How a session is refreshed (RFC 4028 §7.4), and how once more where that was refused.</summary>
/// <param name="Interval">After how long without a refresh the session ends.</param>
/// <param name="Least">The least interval that both ends take (Min-SE).</param>
/// <param name="ByUpdate">Whether by UPDATE; else by INVITE.</param>
public sealed record SipRefresh(TimeSpan Interval, TimeSpan Least, bool ByUpdate)
{
    /// <summary>A peer that wants longer intervals wants no timer.</summary>
    public static readonly TimeSpan LongestInterval = TimeSpan.FromHours(1);

    private static readonly TimeSpan GlareStep = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LeastOwnGlare = TimeSpan.FromSeconds(2.1);
    private static readonly TimeSpan MostOwnGlare = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan MostPeersGlare = TimeSpan.FromSeconds(2);

    /// <summary>
    /// From when on a session that was not refreshed is given up, after its last refresh: some time before its end, so that
    /// BYE still finds the way open (RFC 4028 §10).
    /// </summary>
    public TimeSpan Patience
    {
        get
        {
            var margin = Interval / 3;
            var most = TimeSpan.FromSeconds(32);
            return Interval - (margin < most ? margin : most);
        }
    }

    /// <summary>What a refusal asks for, of any status but 408 and 481, which end the call.</summary>
    /// <param name="left">Until the session is given up.</param>
    /// <param name="isOurCallId">Whether we placed the call: of two that collide the other one goes first (RFC 3261 §14.1).</param>
    /// <param name="chance">At random, from 0 and below 1.</param>
    /// <returns>The next refresh, and how long after the refusal; null where none would help in time.</returns>
    public (TimeSpan After, SipRefresh Next)? Again(SipResponse refused, TimeSpan left, bool isOurCallId, double chance)
    {
        var (after, next) = refused.Status switch
        {
            // Both ends asked at once.
            491 => (
                isOurCallId ? Glare(LeastOwnGlare, MostOwnGlare, chance) : Glare(default, MostPeersGlare, chance),
                this
            ),
            422 => (TimeSpan.Zero, Longer(refused)),
            405 or 501 when ByUpdate => (TimeSpan.Zero, this with { ByUpdate = false }),
            _ when refused.First(SipHeaderNames.RetryAfter) is { } value => (
                SipRetryAfter.TryParse(value, out var asked) ? asked.After : left / 2,
                this
            ),
            _ => (left / 2, this),
        };
        return next is not null && after < left ? (after, next) : null;
    }

    /// <summary>RFC 4028 §7.3; null where the peer asks for nothing longer, or for too long.</summary>
    private SipRefresh? Longer(SipResponse refused) =>
        SipSessionExpires.LeastOf(refused) is { } least && least > Interval && least <= LongestInterval
            ? this with
            {
                Interval = least,
                Least = least,
            }
            : null;

    private static TimeSpan Glare(TimeSpan from, TimeSpan to, double chance) =>
        from + (Math.Floor(chance * (1 + ((to - from) / GlareStep))) * GlareStep);
}
