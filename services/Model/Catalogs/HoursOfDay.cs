using System.Globalization;

namespace Ringback.Model.Catalogs;

/// <summary>A stretch of a local day by its clocks, half-open, as people write it: <c>07:00-19:00</c>.</summary>
/// <remarks>It does not cross midnight: a night is written as one that ends at <c>24:00</c> and one of the next day that begins at <c>00:00</c>.</remarks>
/// <param name="From">Minute of the day, from 0.</param>
/// <param name="To">Minute of the day, after <paramref name="From"/>, up to 1440.</param>
public readonly record struct HoursOfDay(int From, int To)
{
    public const int MinutesOfDay = 24 * 60;

    public static bool TryParse(string? text, out HoursOfDay hours)
    {
        hours = default;
        if (
            text is not { Length: 11 }
            || text[5] != '-'
            || !TryMinute(text.AsSpan(0, 5), out var from)
            || !TryMinute(text.AsSpan(6), out var to)
            || from >= to
        )
        {
            return false;
        }

        hours = new HoursOfDay(from, to);
        return true;
    }

    public bool Overlaps(HoursOfDay other) => From < other.To && other.From < To;

    public override string ToString() => $"{Clock(From)}-{Clock(To)}";

    private static string Clock(int minute) =>
        string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");

    /// <summary><c>00:00</c> to <c>24:00</c>.</summary>
    private static bool TryMinute(ReadOnlySpan<char> text, out int minute)
    {
        minute = 0;
        if (
            text[2] != ':'
            || !int.TryParse(text[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(text[3..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            || minutes > 59
        )
        {
            return false;
        }

        minute = (60 * hours) + minutes;
        return minute <= MinutesOfDay;
    }
}
