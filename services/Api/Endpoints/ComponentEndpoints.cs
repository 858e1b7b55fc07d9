using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Ringback.Api.Answers;
using Ringback.Api.Endpoints.Tables;
using Ringback.Api.Exports;
using Ringback.Api.Pages;
using Ringback.Api.Security;
using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <param name="Verdict">Now: the worst of its targets'.</param>
/// <param name="VerdictSince">Since when it is so; null where it never had one.</param>
/// <param name="Targets">Ids of those that belong to it now.</param>
/// <param name="From">Start of what counted: the window clipped to the component's lifetime; likewise its end, clipped to <c>as_of</c> too.</param>
/// <param name="AsOf">Up to when the data of all its targets is complete.</param>
/// <param name="Availability">Of the window: (measured − down) / measured, floored to 9 decimals; null where nothing was measured.</param>
/// <param name="Coverage">Share of the time outside maintenance whose verdict is known, floored to 9 decimals.</param>
/// <param name="MeasuredSeconds">Exact; likewise the next ones. partial and degraded are available time.</param>
/// <param name="Series">The window in pieces; null where no resolution was asked for.</param>
internal sealed record ComponentAnswer(
    string Id,
    string Name,
    string? Description,
    Verdict Verdict,
    Instant? VerdictSince,
    IReadOnlyList<string> Targets,
    Instant From,
    Instant To,
    Instant AsOf,
    decimal? Availability,
    decimal? Coverage,
    decimal MeasuredSeconds,
    decimal UpSeconds,
    decimal DegradedSeconds,
    decimal PartialSeconds,
    decimal DownSeconds,
    decimal UnknownSeconds,
    decimal MaintenanceSeconds,
    IReadOnlyList<AvailabilityPiece>? Series
) : ITimeByVerdict;

/// <param name="Zone">IANA zone that a period was read in.</param>
internal sealed record ComponentsAnswer(
    Instant From,
    Instant To,
    string Zone,
    IReadOnlyList<ComponentAnswer> Components
) : ISettled
{
    /// <summary>Beyond its end nothing of the window moves.</summary>
    public object Settled() =>
        this with
        {
            Components = [.. Components.Select(each => each with { AsOf = Instant.Min(each.AsOf, To) })],
        };
}

internal static class ComponentEndpoints
{
    private static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    public static void MapComponents(this RouteGroupBuilder v1) =>
        v1.MapGet("/components", ListAsync)
            .ForLimitedCallersToo()
            .WithName("ListComponents")
            .WithSummary("What customers know things as: the verdict of now, and time-based availability over a window")
            .WithDescription(
                "In the catalog's order. A component is as good as the worst of its targets at each instant: its figures are of its own timeline, and no average of theirs. At most 10,000 pieces of all together."
            );

    private static async Task<
        Results<Ok<ComponentsAnswer>, TableAnswer<ComponentTable.Row>, ValidationProblem>
    > ListAsync(
        [Description(QueryPeriod.StartChoice)] string? from,
        [Description(QueryPeriod.EndChoice)] string? to,
        [Description(QueryPeriod.Choice)] string? period,
        [Description(QueryPeriod.ZoneChoice)] string? zone,
        [Description("Cuts the window into minutes or hours of UTC, or days or months of the zone")] string? resolution,
        [Description("Id of a component: it alone")] string? component,
        [Description("Those with a target of this kind of check alone")] string? kind,
        [Description("Id of a region: those with a target that it watches alone")] string? region,
        [Description("Those of this verdict alone")] string? verdict,
        [Description(Form.Choice)] string? format,
        ComponentReads components,
        TargetReads targets,
        TargetTimelineReads marks,
        VerdictTimeReads times,
        ReportZone report,
        TimeProvider time,
        HttpRequest request,
        CancellationToken cancel
    )
    {
        var now = Instant.Now(time);
        var errors = new QueryErrors();
        var form = Form.Read(format, request, errors);
        var filter = TargetFilter.Read(component, kind, region, verdict, errors);
        var text = new PeriodText(from, to, period, zone);
        var asked = QueryPeriod.Read(text, Usual, await report.ReadAsync(cancel), now, errors);
        var pieces = Resolution.Cut(resolution, asked, errors);
        if (errors.Any)
            return errors.ToProblem();

        var limits = Caller.LimitsOf(request.HttpContext);
        var alive = (await targets.ReadAliveAsync(now, cancel)).ToDictionary(target => target.Number);
        var complete = (await marks.ReadAliveAsync(null, limits, now, cancel)).ToDictionary(mark => mark.Number);
        var chosen = (await components.ReadAsync(now, cancel))
            .Where(each => limits?.Contains(each.Id) != false && IsAsked(each, filter, alive))
            .ToList();
        if (pieces?.Count * chosen.Count > Resolution.MostPieces)
        {
            errors.Add("resolution", Resolution.TooMany);
            return errors.ToProblem();
        }

        // The window as a whole, then its pieces.
        IReadOnlyList<Window> windows = [asked.Window, .. pieces ?? []];
        var known = chosen.ConvertAll(each =>
            (
                Row: each,
                AsOf: each.Targets.Where(complete.ContainsKey)
                    .Select(number => complete[number].AsOf)
                    .DefaultIfEmpty(now)
                    .Min()
            )
        );
        var figures = await times.ReadComponentsAsync(
            [
                .. known.SelectMany(each =>
                    windows.Select(window => new CountedTime(each.Row.Number, Counted(each.Row, window, each.AsOf)))
                ),
            ],
            cancel
        );
        var answer = new ComponentsAnswer(
            asked.Window.From,
            asked.Window.To,
            asked.Zone.Id,
            [
                .. known.Zip(
                    figures.Chunk(windows.Count),
                    (each, of) =>
                        Answer(
                            each.Row,
                            [.. each.Row.Targets.Where(alive.ContainsKey).Select(number => alive[number].Id)],
                            Counted(each.Row, asked.Window, each.AsOf),
                            asked.Window,
                            each.AsOf,
                            of[0]
                        ) with
                        {
                            Series = pieces is null ? null : [.. pieces.Zip(of.Skip(1), AvailabilityPiece.Of)],
                        }
                ),
            ]
        );
        return form == Form.Json
            ? TypedResults.Ok(answer)
            : new TableAnswer<ComponentTable.Row>(
                ComponentTable.Columns,
                form,
                ComponentTable.Rows(answer),
                ComponentTable.Rows((ComponentsAnswer)answer.Settled())
            );
    }

    /// <summary>The verdict is the component's own; what else is asked of targets one of its must have.</summary>
    private static bool IsAsked(ComponentRow component, TargetFilter filter, Dictionary<int, TargetRow> alive) =>
        (filter.Component is null || filter.Component == component.Id)
        && (filter.Verdict is null || filter.Verdict == component.Verdict)
        && component
            .Targets.Where(alive.ContainsKey)
            .Any(number => (filter with { Component = null, Verdict = null }).Takes(alive[number], null));

    private static IReadOnlyList<Window> Counted(ComponentRow component, Window window, Instant asOf) =>
        Model.Sla.Windows.Intersect(component.Lifetime, [window with { To = Instant.Min(window.To, asOf) }]);

    private static ComponentAnswer Answer(
        ComponentRow component,
        IReadOnlyList<string> targets,
        IReadOnlyList<Window> counted,
        Window window,
        Instant asOf,
        Availability figure
    ) =>
        new(
            component.Id,
            component.Name,
            component.Description,
            component.Verdict,
            component.VerdictSince,
            targets,
            counted.Count == 0 ? window.From : counted[0].From,
            counted.Count == 0 ? window.From : counted[^1].To,
            asOf,
            figure.Ratio?.Floor(9),
            figure.Coverage?.Floor(9),
            ExactSeconds.Of(figure.Measured),
            ExactSeconds.Of(figure.Up),
            ExactSeconds.Of(figure.Degraded),
            ExactSeconds.Of(figure.Partial),
            ExactSeconds.Of(figure.Down),
            ExactSeconds.Of(figure.Unknown),
            ExactSeconds.Of(figure.Maintenance),
            null
        );
}
