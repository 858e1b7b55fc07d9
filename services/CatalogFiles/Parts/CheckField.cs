using Ringback.CatalogFiles.Checks;
using Ringback.CatalogFiles.Reading;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Parts;

/// <summary>The one check of a thing that has a check: its kind is its key.</summary>
internal static class CheckField
{
    /// <summary>One, or an error; all are returned, so that their errors are told too.</summary>
    /// <param name="section">What has the check.</param>
    /// <param name="kinds">Those that may be there.</param>
    /// <param name="mend">What to do with a second one.</param>
    public static IReadOnlyList<CheckKind> KindsOf(Section section, IReadOnlyList<CheckKind> kinds, string mend)
    {
        var found = kinds.Where(k => section.Find(k.Name) is not null).ToList();
        if (found.Count == 0)
            section.Field.Fail("has no check", $"add one of {string.Join(", ", kinds.Select(k => k.Name))}");

        foreach (var more in found.Skip(1))
            section.Fail(more.Name, $"a second check beside '{found[0].Name}'", mend);

        return found;
    }

    /// <param name="section">What has the check.</param>
    /// <param name="kind">One that is there.</param>
    /// <param name="defaults">Of this kind; null for none.</param>
    /// <param name="timeout">Zero where it has an error.</param>
    /// <returns>Null after an error.</returns>
    public static Check? Read(Section section, CheckKind kind, Section? defaults, TimeSpan timeout)
    {
        var field = section.Find(kind.Name)!;
        if (!Section.TryOpen(field, $"the keys of the {kind.Name} check", partial: false, out var keys))
            return null;

        var check = kind.Read(keys.Before(defaults), timeout);
        keys.CloseOwn();
        return check;
    }
}
