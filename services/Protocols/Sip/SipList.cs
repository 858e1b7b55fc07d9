namespace Ringback.Protocols.Sip;

/// <summary>Headers that list values, on one line with commas or on several lines: the same to RFC 3261 §7.3.1.</summary>
internal static class SipList
{
    public delegate bool TryTake<T>(ref SipCursor cursor, out T? value)
        where T : class;

    public static bool TryParse<T>(IEnumerable<string> lines, TryTake<T> tryTake, out IReadOnlyList<T> list)
        where T : class
    {
        list = [];
        var all = new List<T>();
        foreach (var line in lines)
        {
            var cursor = new SipCursor(line);
            do
            {
                if (!tryTake(ref cursor, out var value))
                    return false;

                all.Add(value!);
            } while (cursor.TryTakeSeparator(','));

            if (!cursor.AtEnd)
                return false;
        }

        list = all;
        return true;
    }
}
