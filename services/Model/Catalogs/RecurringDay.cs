using System.Globalization;

namespace Ringback.Model.Catalogs;

/// <summary>Days of a calendar: each one, a day of each week, a day of each month, or the nth weekday of each month.</summary>
/// <param name="Nth">Of the month, from 1; <see cref="LastOfMonth"/> for the last; null where each week has one. A month without it is passed over.</param>
/// <param name="Weekday">Null where any day is meant.</param>
public readonly record struct RecurringDay(int? Nth, DayOfWeek? Weekday)
{
    public const int LastOfMonth = -1;

    private const string Daily = "daily";
    private const string Last = "last";

    private static readonly string[] Weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private static readonly string[] Ordinals = ["1st", "2nd", "3rd", "4th", "5th"];

    public bool Means(DateOnly day) =>
        (Weekday is null || day.DayOfWeek == Weekday)
        && Nth switch
        {
            null => true,
            LastOfMonth => day.AddDays(Weekday is null ? 1 : 7).Month != day.Month,
            { } nth when Weekday is null => day.Day == nth,
            { } nth => (day.Day + 6) / 7 == nth,
        };

    /// <summary>Reads <c>daily</c>, <c>mon</c>, <c>15</c>, <c>last</c>, <c>2nd sun</c> or <c>last fri</c>.</summary>
    public static bool TryParse(string? text, out RecurringDay day)
    {
        day = default;
        var words = text?.Split(' ') ?? [];
        var weekday = Array.IndexOf(Weekdays, words.LastOrDefault());
        var ordinal = Array.IndexOf(Ordinals, words.FirstOrDefault()) + 1;
        var isLast = words.FirstOrDefault() == Last;
        switch (words.Length)
        {
            case 1 when words[0] == Daily:
                return true;
            case 1 when weekday >= 0:
                day = new RecurringDay(null, (DayOfWeek)weekday);
                return true;
            case 1 when isLast:
                day = new RecurringDay(LastOfMonth, null);
                return true;
            case 1 when int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                day = new RecurringDay(number, null);
                return number is >= 1 and <= 31;
            case 2 when weekday >= 0 && (isLast || ordinal > 0):
                day = new RecurringDay(isLast ? LastOfMonth : ordinal, (DayOfWeek)weekday);
                return true;
            default:
                return false;
        }
    }

    /// <summary>What is read.</summary>
    public override string ToString() =>
        (Nth, Weekday) switch
        {
            (null, null) => Daily,
            (null, { } weekday) => Weekdays[(int)weekday],
            (LastOfMonth, null) => Last,
            (LastOfMonth, { } weekday) => $"{Last} {Weekdays[(int)weekday]}",
            ({ } nth, null) => nth.ToString(CultureInfo.InvariantCulture),
            ({ } nth, { } weekday) => $"{Ordinals[nth - 1]} {Weekdays[(int)weekday]}",
        };
}
