using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Reading;
using Ringback.Model.Calendars;

namespace Ringback.CatalogFiles.Parts;

/// <summary>Reads the name of a time zone that this machine knows.</summary>
internal static class ZoneReader
{
    public static bool Read(Field field, [MaybeNullWhen(false)] out string zone) =>
        field.TryText("an IANA zone such as Europe/Prague", out zone)
        && (
            Zone.TryFind(zone, out _)
            || field.Fail(
                $"{Shown.Quoted(zone)} is no time zone that this machine knows",
                "write one such as Europe/Prague"
            )
        );
}
