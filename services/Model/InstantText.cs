using System.Buffers.Text;
using System.Text;

namespace Ringback.Model;

/// <summary>The usual RFC 3339 of a bus or an answer, in UTF-8 and without a text between: a result has two of them, a year by day has 730.</summary>
internal static class InstantText
{
    /// <summary><c>2026-11-23T04:55:11.250001Z</c></summary>
    public const int Longest = 27;

    private const int Seconds = 19;
    private const int MostDigits = 7; // ticks

    /// <summary>UTC, the fraction only as long as it is not zero.</summary>
    /// <param name="utf8">At least <see cref="Longest"/>.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Write(Instant instant, Span<byte> utf8)
    {
        var time = instant.ToDateTimeOffset().UtcDateTime;
        var (year, month, day) = time;
        Digits(utf8[..4], year);
        utf8[4] = (byte)'-';
        Digits(utf8[5..7], month);
        utf8[7] = (byte)'-';
        Digits(utf8[8..10], day);
        utf8[10] = (byte)'T';
        Digits(utf8[11..13], time.Hour);
        utf8[13] = (byte)':';
        Digits(utf8[14..16], time.Minute);
        utf8[16] = (byte)':';
        Digits(utf8[17..Seconds], time.Second);
        var end = Seconds;
        if ((int)(time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond) is var fraction and > 0)
        {
            utf8[end] = (byte)'.';
            Digits(utf8[(end + 1)..(end + 7)], fraction);
            for (end += 7; utf8[end - 1] == (byte)'0'; end--) { }
        }

        utf8[end] = (byte)'Z';
        return end + 1;
    }

    /// <summary>What <see cref="Write"/> writes, and up to seven digits of a fraction; any other RFC 3339 as a text.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out Instant instant)
    {
        if (
            utf8.Length is <= Seconds or > Seconds + 2 + MostDigits
            || utf8[^1] != (byte)'Z'
            || !TryDigits(utf8[..4], out var year)
            || !TryDigits(utf8[5..7], out var month)
            || !TryDigits(utf8[8..10], out var day)
            || !TryDigits(utf8[11..13], out var hour)
            || !TryDigits(utf8[14..16], out var minute)
            || !TryDigits(utf8[17..Seconds], out var second)
            || (utf8[4], utf8[7], utf8[10], utf8[13], utf8[16])
                != ((byte)'-', (byte)'-', (byte)'T', (byte)':', (byte)':')
            || !TryFraction(utf8[Seconds..^1], out var ticks)
            || (year, month, day) is not (>= 1, >= 1 and <= 12, >= 1)
            || day > DateTime.DaysInMonth(year, month)
            || (hour, minute, second) is not (<= 23, <= 59, <= 59)
        )
        {
            return Instant.TryParse(Encoding.UTF8.GetString(utf8), out instant);
        }

        instant = Instant.From(
            new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).AddTicks(ticks)
        );
        return true;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.IsEmpty)
            return true;

        if (text[0] != (byte)'.' || !TryDigits(text[1..], out var digits))
            return false;

        ticks = digits;
        for (var place = text.Length - 1; place < MostDigits; place++)
            ticks *= 10;

        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int number) =>
        Utf8Parser.TryParse(text, out number, out var read) && read == text.Length && char.IsAsciiDigit((char)text[0]);

    private static void Digits(Span<byte> to, int number)
    {
        for (var place = to.Length - 1; place >= 0; place--)
        {
            to[place] = (byte)('0' + (number % 10));
            number /= 10;
        }
    }
}
