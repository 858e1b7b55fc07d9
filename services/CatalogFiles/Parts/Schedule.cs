using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Checks;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs;

namespace Ringback.CatalogFiles.Parts;

/// <summary>When a target runs and when its results convict: the keys that <c>defaults</c> may hold too.</summary>
/// <param name="Timeout">Zero where it has an error.</param>
internal sealed record Schedule(
    IReadOnlyList<string> Regions,
    TimeSpan Interval,
    TimeSpan Timeout,
    Confirmation Confirm,
    Quorum Quorum
)
{
    private static readonly FieldReader<TimeSpan> ReadInterval = One.Duration(
        TimeSpan.FromSeconds(1),
        TimeSpan.FromDays(1),
        "30s"
    );

    private static readonly FieldReader<TimeSpan> ReadTimeout = One.Duration(
        TimeSpan.FromMilliseconds(100),
        TimeSpan.FromMinutes(20),
        "5s"
    );

    /// <param name="section">A target with its defaults behind it, or defaults alone.</param>
    /// <param name="kind">Null where it is not known, or does not matter.</param>
    /// <param name="regions">Every region of the catalog.</param>
    public static Schedule Read(Section section, CheckKind? kind, IReadOnlySet<string> regions)
    {
        var intervalRead = TryGet(section, "interval", ReadInterval, kind?.Interval, out var interval);
        var timeoutRead = TryGet(section, "timeout", ReadTimeout, kind?.Timeout, out var timeout);
        if (intervalRead && timeoutRead && interval <= timeout)
        {
            section.Fail(
                section.Find("timeout") is null ? "interval" : "timeout",
                $"the timeout of {DurationText.Of(timeout)} is not less than the interval of {DurationText.Of(interval)}",
                "a run must end before the next begins: shorten the timeout, or lengthen the interval"
            );
        }

        var confirm = section.Inner("confirm");
        var schedule = new Schedule(
            section.Optional("regions", Many.References("region", regions), [.. regions]),
            interval,
            timeout,
            new Confirmation(
                confirm.Optional("failures", One.Whole(1, 100), 2),
                confirm.Optional("successes", One.Whole(1, 100), 1)
            ),
            section.Optional("quorum", ReadQuorum, Quorum.Majority)
        );
        confirm.Close();
        return schedule;
    }

    /// <returns>Whether there is a value that holds.</returns>
    private static bool TryGet(
        Section section,
        string key,
        FieldReader<TimeSpan> read,
        TimeSpan? otherwise,
        out TimeSpan value
    )
    {
        if (section.Find(key) is { } field)
            return read(field, out value);

        value = otherwise ?? default;
        return otherwise is not null;
    }

    private static bool ReadQuorum(Field field, [MaybeNullWhen(false)] out Quorum quorum)
    {
        const string Expected = "majority, any, all, or a number of regions from 1";
        quorum = default;
        return field.TryText(Expected, out var text)
            && (
                Quorum.TryParse(text, out quorum)
                || field.Fail($"{Shown.Quoted(text)} is no quorum", $"write {Expected}")
            );
    }
}
