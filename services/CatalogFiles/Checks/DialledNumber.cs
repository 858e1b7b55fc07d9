namespace Ringback.CatalogFiles.Checks;

/// <summary>What a number reaches when a PBX dials it: some must never be called by accident.</summary>
internal static class DialledNumber
{
    /// <summary>National ones of this product's countries and the international ones (ITU-T E.161.1).</summary>
    private static readonly HashSet<string> Emergency =
    [
        "000",
        "110",
        "112",
        "113",
        "115",
        "116",
        "117",
        "118",
        "119",
        "144",
        "150",
        "155",
        "156",
        "158",
        "190",
        "191",
        "192",
        "193",
        "911",
        "995",
        "997",
        "998",
        "999",
    ];

    /// <summary>Czech, German, Austrian, Slovak, British and North American prefixes of numbers that cost extra.</summary>
    private static readonly string[] Premium =
    [
        "900",
        "906",
        "908",
        "909",
        "976",
        "0900",
        "0909",
        "0930",
        "+420900",
        "+420906",
        "+420908",
        "+420909",
        "+421900",
        "+43900",
        "+43930",
        "+449",
        "+49900",
        "+1900",
        "+1976",
    ];

    /// <summary>Longer ones leave the PBX.</summary>
    private const int LongestExtension = 6;

    /// <returns>What it is, as in "is ..."; null for what can only be an extension.</returns>
    public static string? FindDanger(string user)
    {
        var number = Normalise(user);
        if (number is null)
            return null;

        if (WithoutPrefixes(number).Any(Emergency.Contains))
            return "an emergency number";

        if (number.TrimStart('+').Length <= LongestExtension)
            return null;

        return WithoutPrefixes(number).Any(n => Premium.Any(p => n.StartsWith(p, StringComparison.Ordinal)))
            ? "a premium-rate number"
            : "a number of the public network";
    }

    /// <summary>Digits alone, international ones with a plus; null for what no keypad dials.</summary>
    private static string? Normalise(string user)
    {
        var dialled = user.Split(';')[0];
        var digits = string.Concat(dialled.Where(char.IsAsciiDigit));
        if (digits.Length == 0 || dialled.Any(c => !char.IsAsciiDigit(c) && !"+-.()*#".Contains(c)))
            return null;

        var isInternational = dialled.StartsWith('+') || digits.StartsWith("00", StringComparison.Ordinal);
        var rest = digits.StartsWith("00", StringComparison.Ordinal) && digits.Length > 3 ? digits[2..] : digits;
        return isInternational && digits.Length > 3 ? $"+{rest}" : digits;
    }

    /// <summary>The number, and what is left of it where its first digit only fetches an outside line.</summary>
    private static IEnumerable<string> WithoutPrefixes(string number)
    {
        yield return number;
        if (number.Length > 3 && number[0] is '0' or '9')
            yield return number[1..];

        if (number.StartsWith("+420", StringComparison.Ordinal))
            yield return number[4..];
    }
}
