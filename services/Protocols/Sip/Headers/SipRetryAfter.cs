using System.Diagnostics.CodeAnalysis;

namespace Ringback.Protocols.Sip.Headers;

/// <summary>When a busy server wants to be asked again (RFC 3261 §20.33).</summary>
/// <param name="After">At most 2³² − 1 s.</param>
public sealed record SipRetryAfter(TimeSpan After)
{
    /// <summary>Reads the seconds; a comment is dropped, parameters must be well-formed.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SipRetryAfter? retryAfter)
    {
        retryAfter = null;
        var cursor = new SipCursor(text);
        if (!cursor.TryTakeNumber(uint.MaxValue, out var seconds) || !TrySkipComment(ref cursor))
            return false;

        if (!SipParameters.TryTake(ref cursor, out _) || !cursor.AtEnd)
            return false;

        retryAfter = new(TimeSpan.FromSeconds(seconds));
        return true;
    }

    private static bool TrySkipComment(ref SipCursor cursor)
    {
        cursor.SkipSpace();
        var depth = 0;
        while (!cursor.AtEnd && (depth > 0 || cursor.Rest[0] == '('))
        {
            var c = cursor.Rest[0];
            depth += c switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            cursor = new SipCursor(cursor.Rest[Math.Min(c == '\\' ? 2 : 1, cursor.Rest.Length)..]);
            if (depth == 0)
                break;
        }

        cursor.SkipSpace();
        return depth == 0;
    }
}
