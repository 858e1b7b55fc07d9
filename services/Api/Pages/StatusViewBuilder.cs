using System.Globalization;
using System.Text.Json;
using Ringback.Api.Endpoints;
using Ringback.Api.Words;
using Ringback.Model;
using Ringback.Model.Calendars;
using Ringback.Model.Results;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Pages;

/// <summary>Turns a snapshot into what the page shows. Pure.</summary>
internal static class StatusViewBuilder
{
    private const int Days = 90;

    /// <param name="zone">Of the report: days begin at its midnights.</param>
    /// <param name="incidents">Those of the last 30 days that are part of no other.</param>
    /// <param name="parts">What people call the parts of each, by its id.</param>
    /// <param name="maintenance">Under way or soon, soonest first.</param>
    public static StatusView Build(
        StatusSnapshot status,
        IReadOnlyList<IncidentRow> incidents,
        ILookup<long, string> parts,
        IReadOnlyList<(string Title, MaintenanceSpan Span)> maintenance,
        Zone zone
    )
    {
        var views = incidents
            .OrderByDescending(i => i.OpenedAt)
            .Select(i => Incident(i, [.. parts[i.Id].Where(part => part != i.Name)], status.Now, zone))
            .ToList();
        return new StatusView(
            status.Verdict,
            status.AsOf.ToString(),
            TimeWords.Local(status.AsOf, zone),
            status.Targets.Count > 0 && status.Targets.All(target => IsSilent(target, status.Now)),
            TimeWords.Length(status.Now - status.Targets.Select(Newest).DefaultIfEmpty(status.Now).Max()),
            zone.Id,
            Regions(status),
            [.. status.Components.Select(c => Component(c, status.Now, zone))],
            [.. maintenance.Select(each => Maintenance(each.Title, each.Span, status.Now, zone))],
            [.. views.Where(i => i.EndedAt is null)],
            [.. views.Where(i => i.EndedAt is not null)]
        );
    }

    /// <summary>Workers whose clocks are surely wrong: what they say is right, when it was may not be.</summary>
    public static IReadOnlyList<string> Skews(IEnumerable<VantageRow> regions) =>
        [
            .. from region in regions
            from clock in region.Clocks
            where clock.Reading.IsSkewed()
            select string.Create(
                CultureInfo.InvariantCulture,
                $"The clock of a worker in {region.Name} is {clock.Reading.Offset.Duration().TotalSeconds:0.000} s {(clock.Reading.Offset > TimeSpan.Zero ? "ahead" : "behind")}: times that it reports are as wrong."
            ),
        ];

    /// <summary>
    /// as_of cannot tell: it goes on with the clock, so that one silent region holds no figure back. While everything is
    /// silent nobody may be deriving either, and the verdicts may be those of long ago.
    /// </summary>
    private static bool IsSilent(TargetSnapshot target, Instant now) =>
        now - Newest(target) > Staleness.Of(target.Target.Settings);

    /// <summary>Slot of its newest result; its birth where it has none.</summary>
    private static Instant Newest(TargetSnapshot target) =>
        target.Regions.Max(region => region.LastResultAt) ?? target.Target.Lifetimes[^1].From;

    private static ComponentView Component(ComponentSnapshot component, Instant now, Zone zone)
    {
        var today = Period.At(PeriodKind.Day, now, zone);
        var days = Enumerable.Range(1 - Days, Days).Select(today.Plus).ToList();
        var whole = Availability.Of(
            component.Verdicts,
            component.Component.Lifetime,
            new Window(days[0].In(zone).From, now),
            component.AsOf
        );
        return new ComponentView(
            component.Component.Id,
            component.Component.Name,
            component.Component.Description,
            component.Component.Verdict,
            whole.Ratio is { } ratio
                ? $"{ratio.ToPercent(4)} available, coverage {whole.Coverage!.Value.ToPercent(2)}"
                : "no data yet",
            [.. days.Select(day => Day(component, day, zone))],
            [.. component.Targets.Select(Target)]
        );
    }

    private static DayView Day(ComponentSnapshot component, Period day, Zone zone)
    {
        var time = Availability.Of(component.Verdicts, component.Component.Lifetime, day.In(zone), component.AsOf);
        if (time.Total == 0)
            return new DayView(null, $"{day}: not watched");

        var parts = new[]
        {
            ("down", time.Down),
            ("partial", time.Partial),
            ("degraded", time.Degraded),
            ("unknown", time.Unknown),
            ("maintenance", time.Maintenance),
        };
        var named = parts
            .Where(part => part.Item2 > 0)
            .Select(part => $"{part.Item1} {Seconds(part.Item2)} s")
            .ToList();
        var available = time.Ratio is { } ratio ? $"{ratio.ToPercent(4)} available" : "nothing measured";
        return new DayView(
            Worst(time),
            $"{day}: {available}{(named.Count == 0 ? "" : "; ")}{string.Join(", ", named)}"
        );
    }

    /// <summary>The worst verdict that took place; mere gaps show only where nothing else was measured.</summary>
    private static Verdict Worst(Availability time) =>
        time switch
        {
            { Down: > 0 } => Verdict.Down,
            { Partial: > 0 } => Verdict.Partial,
            { Degraded: > 0 } => Verdict.Degraded,
            { Up: > 0 } => Verdict.Up,
            { Maintenance: > 0 } => Verdict.Maintenance,
            _ => Verdict.Unknown,
        };

    private static TargetView Target(TargetSnapshot target) =>
        new(
            target.Target.Name,
            target.Target.Kind,
            target.Target.Verdict,
            target.Last30Days.Ratio?.ToPercent(4) ?? "–",
            target.Last30Days.Coverage?.ToPercent(2) ?? "–",
            [
                .. target.Regions.Select(region => new RegionView(
                    region.Region,
                    region.State,
                    $"{region.Region}: {region.State.ToString().ToLowerInvariant()}"
                        + (Words(region.LastReason) is { } reason ? $", last result: {reason}" : "")
                        + (region.LastResultAt is { } at ? $", last at {at}" : ", no result yet")
                )),
            ]
        );

    private static IncidentView Incident(IncidentRow incident, IReadOnlyList<string> parts, Instant now, Zone zone) =>
        new(
            incident.Id,
            incident.Region is null ? incident.Name : $"Vantage point {incident.Name}",
            incident.Severity,
            incident.OpenedAt.ToString(),
            TimeWords.Local(incident.OpenedAt, zone),
            incident.ClosedAt?.ToString(),
            incident.ClosedAt is { } closed ? TimeWords.Local(closed, zone) : null,
            TimeWords.Length((incident.ClosedAt ?? now) - incident.OpenedAt),
            incident.Region is null
                ? Words(incident.Reason)
                : "no target is reached from there, while others reach them",
            CauseWords.Of(incident.Causes),
            parts
        );

    private static MaintenanceView Maintenance(string title, MaintenanceSpan span, Instant now, Zone zone) =>
        new(
            title,
            span.Window.From <= now,
            span.Window.From.ToString(),
            TimeWords.Local(span.Window.From, zone),
            span.Window.To.ToString(),
            TimeWords.Local(span.Window.To, zone),
            string.Join(", ", span.Components.Concat(span.Targets))
        );

    private static string? Words(Reason? reason) =>
        reason is { } known ? JsonNamingPolicy.SnakeCaseLower.ConvertName(known.ToString()).Replace('_', ' ') : null;

    private static string Regions(StatusSnapshot status)
    {
        var names = status.Targets.SelectMany(t => t.Target.Regions).Distinct().Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "no region" : string.Join(", ", names);
    }

    private static string Seconds(long microseconds) =>
        ExactSeconds.Of(microseconds).ToString(CultureInfo.InvariantCulture);
}
