using System.Diagnostics.CodeAnalysis;

namespace Ringback.Protocols.Sip.Headers;

/// <summary>A request's place in its dialog, and its method (RFC 3261 §20.16).</summary>
/// <param name="Number">0 to 2³¹ − 1.</param>
public sealed record SipCSeq(uint Number, string Method)
{
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SipCSeq? cseq)
    {
        cseq = null;
        var cursor = new SipCursor(text);
        if (!cursor.TryTakeNumber(int.MaxValue, out var number))
            return false;

        var before = cursor.Rest.Length;
        cursor.SkipSpace();
        if (cursor.Rest.Length == before || !cursor.TryTakeToken(out var method) || !cursor.AtEnd)
            return false;

        cseq = new((uint)number, method);
        return true;
    }

    public override string ToString() => $"{Number} {Method}";
}
