namespace Ringback.Model.Catalogs;

/// <summary>Everything that is watched, from where, against what limits: one whole, validated version.</summary>
/// <remarks>Immutable. Ids are unique within their list, and every reference is to an id that is there.</remarks>
public sealed record Catalog
{
    /// <summary>From when on this version is in force; workers and ledger switch at this instant, whenever they hear of it.</summary>
    /// <remarks>Given by the centre when it takes a version, not by the file.</remarks>
    public Instant EffectiveAt { get; init; }

    /// <summary>IANA zone of calendar periods, where an objective or a calendar names no other.</summary>
    public string Zone { get; init; } = "Europe/Prague";

    public required IReadOnlyList<Region> Regions { get; init; }

    public required IReadOnlyList<Component> Components { get; init; }

    public required IReadOnlyList<Target> Targets { get; init; }

    /// <summary>When service is promised, for objectives that count it only.</summary>
    public IReadOnlyList<ServiceCalendar> Calendars { get; init; } = [];

    public IReadOnlyList<Objective> Objectives { get; init; } = [];

    public IReadOnlyList<MaintenanceWindow> Maintenance { get; init; } = [];

    /// <summary>Time servers that are to be left alone: told to the workers with the catalog, no part of the version. Null for none.</summary>
    public IReadOnlyList<ServerHold>? Held { get; init; }
}
