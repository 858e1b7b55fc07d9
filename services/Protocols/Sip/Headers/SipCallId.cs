namespace Ringback.Protocols.Sip.Headers;

/// <summary>The syntax of a Call-ID: one word, or two around an <c>@</c> (RFC 3261 §25.1, callid). Compared byte by byte.</summary>
internal static class SipCallId
{
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        return at < 0 ? IsWord(text) : IsWord(text[..at]) && IsWord(text[(at + 1)..]);
    }

    private static bool IsWord(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(SipChars.Word);
}
