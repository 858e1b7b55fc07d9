using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs;

namespace Ringback.CatalogFiles.Parts;

/// <summary>Reads what was promised: of a target or of a component, over a month or a rolling window.</summary>
internal static class ObjectiveReader
{
    private static readonly FieldReader<TimeSpan> Window = One.Duration(
        TimeSpan.FromHours(1),
        TimeSpan.FromDays(366),
        "30d"
    );

    private static readonly FieldReader<string> Period = Many.Word(
        new Dictionary<string, string> { ["month"] = "month" }
    );

    public static Objective Read(
        Section section,
        string id,
        IReadOnlySet<string> targets,
        IReadOnlySet<string> components
    )
    {
        var objective = new Objective(
            id,
            section.Maybe("target", Many.Reference("target", targets)),
            section.Maybe("component", Many.Reference("component", components)),
            section.Required<decimal>("availability", "write a share such as 99.95%", One.Share),
            section.TryGet("window", Window, out var window) ? window : null
        );
        if (section.Find("target") is null == section.Find("component") is null)
            section.Field.Fail("needs exactly one of 'target' and 'component'", "name the one that it is promised of");

        section.Optional("period", Period, "month");
        if (section.Find("window") is not null && section.Find("period") is not null)
            section.Fail("period", "stands beside 'window'", "keep one: a calendar month, or a rolling window");

        section.Close();
        return objective;
    }
}
