using System.Diagnostics.CodeAnalysis;

namespace Ringback.Protocols.Sip.Headers;

/// <summary>After how long without a word a call ends, and who is to say it (RFC 4028 §4); Min-SE is read by it, too (§5).</summary>
/// <param name="Interval">Above zero and at most a day.</param>
/// <param name="Refresher"><c>uac</c> or <c>uas</c> of the exchange that it stands in; null where that is left open.</param>
public sealed record SipSessionExpires(TimeSpan Interval, string? Refresher)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SipSessionExpires? session)
    {
        session = null;
        var cursor = new SipCursor(text);
        if (
            !cursor.TryTakeNumber((long)Longest.TotalSeconds, out var seconds)
            || seconds <= 0
            || !SipParameters.TryTake(ref cursor, out var parameters)
            || !cursor.AtEnd
        )
            return false;

        session = new(TimeSpan.FromSeconds(seconds), parameters.Get("refresher")?.ToLowerInvariant());
        return true;
    }

    /// <returns>Null where the message has none, or one that cannot be read.</returns>
    public static SipSessionExpires? Of(SipMessage message) => Read(message, SipHeaderNames.SessionExpires);

    /// <summary>The least interval that a message asks for (Min-SE).</summary>
    /// <inheritdoc cref="Of" path="/returns"/>
    public static TimeSpan? LeastOf(SipMessage message) => Read(message, SipHeaderNames.MinSessionExpires)?.Interval;

    private static SipSessionExpires? Read(SipMessage message, string header) =>
        TryParse(message.First(header), out var session) ? session : null;
}
