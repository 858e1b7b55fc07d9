using System.Globalization;

namespace Ringback.Protocols.Sdp;

/// <summary>Decimal numbers without sign.</summary>
internal static class SdpNumber
{
    public static bool TryParse(string text, int max, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= max;

    public static bool IsNumber(string text) => text.Length is > 0 and <= 20 && text.All(char.IsAsciiDigit);
}
