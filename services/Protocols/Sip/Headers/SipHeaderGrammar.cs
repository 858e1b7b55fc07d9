using System.Globalization;

namespace Ringback.Protocols.Sip.Headers;

/// <summary>The grammar of single header fields, for those that are known here; any other value is fine (RFC 3261 §25.1).</summary>
internal static class SipHeaderGrammar
{
    public static bool IsValid(SipHeader header) =>
        header.Name switch
        {
            SipHeaderNames.Contact => header.Value == "*" || AreAddresses(header.Value),
            SipHeaderNames.Route or SipHeaderNames.RecordRoute => AreRoutes(header.Value),
            SipHeaderNames.MaxForwards => IsNumber(header.Value, 255),
            SipHeaderNames.Expires => IsNumber(header.Value, uint.MaxValue),
            SipHeaderNames.RetryAfter => SipRetryAfter.TryParse(header.Value, out _),
            SipHeaderNames.Date => IsDate(header.Value),
            _ => true,
        };

    private static bool AreAddresses(string value) =>
        SipList.TryParse<SipAddress>([value], SipAddress.TryTake, out var contacts)
        && contacts.All(c => c.Parameters.Get("expires") is not { } expires || IsNumber(expires, uint.MaxValue));

    /// <summary>A route is always in angle brackets.</summary>
    private static bool AreRoutes(string value) => value.Contains('<', StringComparison.Ordinal) && AreAddresses(value);

    private static bool IsNumber(string value, long max)
    {
        var cursor = new SipCursor(value);
        return cursor.TryTakeNumber(max, out _) && cursor.AtEnd;
    }

    /// <summary>The RFC 1123 form, in GMT and nothing else (§20.17).</summary>
    private static bool IsDate(string value) =>
        DateTimeOffset.TryParseExact(
            value,
            "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out _
        );
}
