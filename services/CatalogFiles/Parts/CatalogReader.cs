using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.CatalogFiles.Yaml;
using Ringback.Model.Catalogs;

namespace Ringback.CatalogFiles.Parts;

/// <summary>Reads the top of the file, part by part, in the order in which one refers to another.</summary>
internal static class CatalogReader
{
    private const string Version = "1";

    /// <returns>Null, or a catalog that is only good if there is no error in the list.</returns>
    public static Catalog? Read(YamlNode root, ErrorList errors, VariableValues variables)
    {
        var top = new Field("", root, errors, variables);
        if (!Section.TryOpen(top, "a map that begins with 'version: 1'", partial: false, out var file))
            return null;

        VariablesReader.Read(file);
        file.Required<string>("version", "begin with 'version: 1'", ReadVersion);
        var zone = file.Optional("zone", ZoneReader.Read, "Europe/Prague");

        var regions = IdList.Open(file, "regions", required: true);
        var regionIds = IdList.Ids(regions);
        var components = IdList.Open(file, "components", required: true);
        var componentIds = IdList.Ids(components);
        var defaults = Defaults.Read(file, regionIds);

        var targets = IdList.Open(file, "targets", required: true);
        var targetIds = IdList.Ids(targets);
        var reader = new TargetReader(defaults, regionIds, componentIds);
        var read = targets.Select(t => reader.Read(t.Section, t.Id)).ToList();
        List<(Section, Target)> withSections = [.. targets.Zip(read, (t, r) => (t.Section, r.Target))];
        OwnAccounts.Check(withSections);
        CallRoom.Check(withSections);
        var members = read.ToLookup(t => t.Component, t => t.Target.Id);
        var canaries = new CanaryReader([.. read.Select(t => t.Target)]);

        var calendars = IdList.Open(file, "calendars", required: false);
        var subjects = new Subjects([.. read.Select(t => t.Target)], members, componentIds);
        var objectives = new ObjectiveReader(subjects, IdList.Ids(calendars), zone);

        var catalog = new Catalog
        {
            Zone = zone,
            Regions = [.. regions.Select(r => ReadRegion(r.Section, r.Id, canaries))],
            Components = [.. components.Select(c => ReadComponent(c.Section, c.Id, [.. members[c.Id]]))],
            Targets = [.. read.Select(t => t.Target)],
            Calendars = [.. calendars.Select(c => CalendarReader.Read(c.Section, c.Id, zone))],
            Objectives =
            [
                .. IdList.Open(file, "objectives", required: false).Select(o => objectives.Read(o.Section, o.Id)),
            ],
            Maintenance = new MaintenanceReader(zone, targetIds, componentIds).Read(file),
        };
        file.Close();
        return catalog;
    }

    private static Region ReadRegion(Section section, string id, CanaryReader canaries)
    {
        var region = new Region(id, section.Required<string>("name", "write what people call it", One.Line))
        {
            Canaries = canaries.Read(section),
        };
        section.Close();
        return region;
    }

    private static Component ReadComponent(Section section, string id, IReadOnlyList<string> targets)
    {
        var component = new Component(
            id,
            section.Required<string>("name", "write what customers know it as", One.Line),
            section.Maybe<string>("description", One.Line),
            targets
        );
        if (targets.Count == 0 && id.Length > 0)
            section.Fail(
                "id",
                $"no target belongs to {Shown.Quoted(id)}",
                $"give a target 'component: {id}', or remove it"
            );

        section.Close();
        return component;
    }

    private static bool ReadVersion(Field field, [MaybeNullWhen(false)] out string version) =>
        field.TryText("1", out version)
        && (version == Version || field.Fail($"{Shown.Quoted(version)} is no known version", "write 'version: 1'"));
}
