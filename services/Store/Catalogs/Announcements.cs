using System.Text.Json;
using Npgsql;
using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Store.Access;

namespace Ringback.Store.Catalogs;

/// <summary>Maintenance windows that people announce one by one. Each change is a new catalog version, so that workers, timelines and amendments hear of it as of any other.</summary>
public sealed class Announcements(NpgsqlDataSource database, CatalogLedger catalogs, TimeProvider time)
{
    public async Task<Announcement?> FindAsync(string id, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await AnnouncedRows.FindAsync(connection, id, cancel);
    }

    public Task<AnnouncementOutcome> AddAsync(
        MaintenanceWindow window,
        TimeSpan lead,
        Actor actor,
        CancellationToken cancel
    ) =>
        ChangeAsync(
            window.Id,
            "maintenance.announce",
            (before, now) =>
                before is null
                    ? new AnnouncementOutcome(new Announcement(window, 1, Announcement.Standing, now), null)
                    : AnnouncementRefusal.Taken,
            lead,
            actor,
            cancel
        );

    /// <param name="expected">Revision that the change is made to.</param>
    public Task<AnnouncementOutcome> ReplaceAsync(
        MaintenanceWindow window,
        int expected,
        TimeSpan lead,
        Actor actor,
        CancellationToken cancel
    ) =>
        ChangeAsync(
            window.Id,
            "maintenance.change",
            (before, now) => Next(before, expected, window, Announcement.Standing, now),
            lead,
            actor,
            cancel
        );

    /// <summary>What has been of it stays; from now on it takes nothing out.</summary>
    public Task<AnnouncementOutcome> EndAsync(
        string id,
        int expected,
        TimeSpan lead,
        Actor actor,
        CancellationToken cancel
    ) =>
        ChangeAsync(
            id,
            "maintenance.end",
            (before, now) =>
                before?.Window.Time switch
                {
                    null => AnnouncementRefusal.Missing,
                    OneOff once when before.State != Announcement.Standing || now <= once.From || now >= once.To =>
                        AnnouncementRefusal.NotUnderWay,
                    OneOff once => Next(
                        before,
                        expected,
                        before.Window with
                        {
                            Time = once with { To = now },
                        },
                        Announcement.Ended,
                        now
                    ),
                    _ when before.State != Announcement.Standing => AnnouncementRefusal.NotUnderWay,
                    _ => Next(before, expected, before.Window, Announcement.Ended, now),
                },
            lead,
            actor,
            cancel
        );

    /// <summary>It never was: what it took out of the past is given back, by an amendment.</summary>
    public Task<AnnouncementOutcome> CancelAsync(
        string id,
        int expected,
        TimeSpan lead,
        Actor actor,
        CancellationToken cancel
    ) =>
        ChangeAsync(
            id,
            "maintenance.cancel",
            (before, now) =>
                before is null
                    ? AnnouncementRefusal.Missing
                    : Next(before, expected, before.Window with { Cancelled = true }, Announcement.Cancelled, now),
            lead,
            actor,
            cancel
        );

    private static AnnouncementOutcome Next(
        Announcement? before,
        int expected,
        MaintenanceWindow window,
        string state,
        Instant now
    ) =>
        before is null ? AnnouncementRefusal.Missing
        : before.Revision != expected ? AnnouncementRefusal.Stale
        : new AnnouncementOutcome(new Announcement(window, before.Revision + 1, state, now), null);

    private async Task<AnnouncementOutcome> ChangeAsync(
        string id,
        string action,
        Func<Announcement?, Instant, AnnouncementOutcome> change,
        TimeSpan lead,
        Actor actor,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync("select pg_advisory_xact_lock($1)", [Locks.Catalog], cancel);
        if (await CatalogVersions.ReadAsync(connection, Instant.MaxValue, cancel) is not { } newest)
            return AnnouncementRefusal.Missing;

        var before = await AnnouncedRows.FindAsync(connection, id, cancel);
        var others = await AnnouncedRows.SlugsAsync(connection, cancel);
        var own = newest.Catalog with
        {
            Maintenance = [.. newest.Catalog.Maintenance.Where(window => !others.Contains(window.Id))],
        };
        if (own.Maintenance.Any(window => window.Id == id))
            return AnnouncementRefusal.Catalogs;

        var outcome = change(before, now);
        if (outcome.Announcement is not { } after)
            return outcome;

        await AnnouncedRows.WriteAsync(connection, after, cancel);
        var merged = await AnnouncedRows.MergeAsync(connection, own, after, cancel);
        await catalogs.TakeAsync(connection, newest, merged, CatalogLedger.Digest(own), actor.Id, lead, cancel);
        await AuditLog.WriteAsync(
            connection,
            actor,
            new AuditEntry(action, id, before is null ? null : Head(before), Head(after)),
            now,
            cancel
        );
        await transaction.CommitAsync(cancel);
        return outcome;
    }

    private static string Head(Announcement announcement) =>
        JsonSerializer.Serialize(announcement.Window, ModelJson.Default.MaintenanceWindow);
}
