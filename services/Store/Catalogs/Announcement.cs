using Ringback.Model;
using Ringback.Model.Catalogs;

namespace Ringback.Store.Catalogs;

/// <summary>A maintenance window that was announced by itself, not by a catalog file.</summary>
/// <param name="Revision">Grows with each change.</param>
/// <param name="State">standing, ended or cancelled.</param>
public sealed record Announcement(MaintenanceWindow Window, int Revision, string State, Instant WrittenAt)
{
    public const string Standing = "standing";
    public const string Ended = "ended";
    public const string Cancelled = "cancelled";
}

/// <summary>Why an announcement is not changed.</summary>
public enum AnnouncementRefusal
{
    /// <summary>No such window, or no catalog yet.</summary>
    Missing,

    /// <summary>The id is another's already.</summary>
    Taken,

    /// <summary>Somebody changed it meanwhile.</summary>
    Stale,

    /// <summary>It stands in the catalog, and is changed there.</summary>
    Catalogs,

    /// <summary>It is over, or has not begun: there is nothing to end.</summary>
    NotUnderWay,
}

/// <summary>Either what it is now, or why it was not changed.</summary>
public sealed record AnnouncementOutcome(Announcement? Announcement, AnnouncementRefusal? Refusal)
{
    public static implicit operator AnnouncementOutcome(AnnouncementRefusal refusal) => new(null, refusal);
}
