using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Schema;
using Ringback.Model;

namespace Ringback.CatalogFiles.Values;

/// <summary>Readers of single values, each with its bounds and its mend.</summary>
internal static class One
{
    /// <summary>An id (<see cref="Slug"/>).</summary>
    public static bool Id(Field field, [MaybeNullWhen(false)] out string id) =>
        field.TryText("an id such as main-pbx", out id)
        && (
            Slug.IsValid(id)
            || field.Fail(
                $"{Shown.Quoted(id)} is no id",
                $"write up to {Slug.MaxLength} of a-z, 0-9 and single inner hyphens, such as main-pbx"
            )
        );

    /// <summary>One line for people.</summary>
    public static bool Line(Field field, [MaybeNullWhen(false)] out string line) =>
        field.TryText("a line of text", out line)
        && (
            (line.Length <= 200 && Shown.IsPrintable(line))
            || field.Fail(
                "is no single line of at most 200 printable characters",
                "shorten it, or take out what cannot be seen"
            )
        );

    public static bool Host(Field field, [MaybeNullWhen(false)] out string host) =>
        field.TryText("a host such as pbx.example.com", out host)
        && (
            HostText.IsHost(host)
            || field.Fail(
                $"{Shown.Quoted(host)} is no host",
                "write a name or an address alone, such as pbx.example.com or 2001:db8::7: no scheme, brackets or port"
            )
        );

    public static bool Port(Field field, out int port) => Whole(1, 65_535)(field, out port);

    public static FieldReader<int> Whole(int least, int most) =>
        (Field field, out int number) =>
        {
            number = 0;
            var expected = $"a whole number from {least} to {most}";
            if (!field.TryText(expected, out var text, TextShape.Whole(least, most)))
                return false;

            return (
                    int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
                    && number >= least
                    && number <= most
                ) || field.Fail($"{Shown.Quoted(text)} is no whole number from {least} to {most}", $"write {expected}");
        };

    public static FieldReader<double> Number(double least, double most, string example) =>
        (Field field, out double number) =>
        {
            number = 0;
            var expected = string.Create(
                CultureInfo.InvariantCulture,
                $"a number from {least} to {most}, such as {example}"
            );
            if (!field.TryText(expected, out var text, TextShape.Number(least, most)))
                return false;

            return (
                    double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
                    && number >= least
                    && number <= most
                ) || field.Fail($"{Shown.Quoted(text)} is out of range or no number", $"write {expected}");
        };

    public static bool Flag(Field field, out bool flag)
    {
        flag = false;
        if (!field.TryText("true or false", out var text, TextShape.Flag))
            return false;

        flag = text == "true";
        return flag
            || text == "false"
            || field.Fail($"{Shown.Quoted(text)} is neither true nor false", "write true or false");
    }

    /// <summary>A day of the calendar, within what any service promises.</summary>
    public static bool Day(Field field, out DateOnly day)
    {
        const int FirstYear = 2000;
        const int LastYear = 2199;
        day = default;
        return field.TryText("a day such as 2026-12-24", out var text)
            && (
                (
                    DateOnly.TryParseExact(
                        text,
                        "yyyy-MM-dd",
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.None,
                        out day
                    ) && day.Year is >= FirstYear and <= LastYear
                )
                || field.Fail(
                    $"{Shown.Quoted(text)} is no day from {FirstYear} to {LastYear}",
                    "write one such as 2026-12-24"
                )
            );
    }

    /// <summary>Both bounds are inclusive.</summary>
    public static FieldReader<TimeSpan> Duration(TimeSpan least, TimeSpan most, string example) =>
        (Field field, out TimeSpan duration) =>
        {
            duration = default;
            if (!field.TryText($"a duration such as {example}", out var text))
                return false;

            if (!DurationText.TryParse(text, out duration))
            {
                return text.All(char.IsAsciiDigit)
                    ? field.Fail($"{Shown.Quoted(text)} has no unit", $"write a duration such as {example}")
                    : field.Fail(
                        $"{Shown.Quoted(text)} is no duration",
                        $"write one such as {example} (w, d, h, m, s, ms, us)"
                    );
            }

            return (duration >= least && duration <= most)
                || field.Fail(
                    $"{Shown.Quoted(text)} is out of range",
                    $"write a duration from {DurationText.Of(least)} to {DurationText.Of(most)}"
                );
        };

    /// <summary>From 0 to 1, both exclusive: no promise is made of nothing or of perfection.</summary>
    public static bool Share(Field field, out decimal share)
    {
        share = 0;
        return field.TryText("a share such as 99.95%", out var text)
            && (
                (RatioText.TryParse(text, out share) && share is > 0 and < 1)
                || field.Fail(
                    $"{Shown.Quoted(text)} is no share between 0 and 1, both exclusive",
                    "write one such as 99.95% or 0.9995"
                )
            );
    }

    /// <summary>From 0 to 1.</summary>
    public static bool Ratio(Field field, out double ratio)
    {
        ratio = 0;
        if (!field.TryText("a ratio such as 1%", out var text))
            return false;

        var read = RatioText.TryParse(text, out var exact);
        ratio = (double)exact;
        return read || field.Fail($"{Shown.Quoted(text)} is no ratio from 0 to 1", "write one such as 1% or 0.01");
    }

    /// <summary>Bits per second, at most 10 Gbit/s.</summary>
    public static bool Rate(Field field, out double bitsPerSecond)
    {
        bitsPerSecond = 0;
        if (!field.TryText("a rate such as 80kbit/s", out var text))
            return false;

        var read = RateText.TryParse(text, out var exact) && exact is > 0 and <= 10_000_000_000;
        bitsPerSecond = (double)exact;
        return read
            || field.Fail(
                $"{Shown.Quoted(text)} is no rate up to 10Gbit/s",
                "write one such as 80kbit/s (bit/s, kbit/s, Mbit/s, Gbit/s)"
            );
    }

    public static bool Path(Field field, [MaybeNullWhen(false)] out string path) =>
        field.TryText("an absolute path", out path)
        && (
            (path.StartsWith('/') && path.Length <= 1024 && Shown.IsPrintable(path))
            || field.Fail("is no absolute path", "write one such as /etc/ringback/ca.pem, as the worker sees it")
        );
}
