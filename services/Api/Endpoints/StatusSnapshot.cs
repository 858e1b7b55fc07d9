using Ringback.Model;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <summary>All that a status answer and the page are made of, read at one instant.</summary>
internal sealed record StatusSnapshot(
    Instant Now,
    Instant AsOf,
    IReadOnlyList<ComponentSnapshot> Components,
    IReadOnlyList<TargetSnapshot> Targets
)
{
    /// <summary>The worst of the components' verdicts; where there is none, nobody knows.</summary>
    public Verdict Verdict => ComponentRule.Of([.. Components.Select(c => c.Component.Verdict)], false);
}

/// <param name="Verdicts">Of the last 90 days.</param>
internal sealed record ComponentSnapshot(
    ComponentRow Component,
    StepFunction<Verdict> Verdicts,
    Instant AsOf,
    IReadOnlyList<TargetSnapshot> Targets
);

/// <param name="Last30Days">Clipped to its lifetime and as_of.</param>
internal sealed record TargetSnapshot(
    TargetRow Target,
    Instant AsOf,
    Availability Last30Days,
    IReadOnlyList<RegionRow> Regions
);

/// <summary>Reads a snapshot.</summary>
internal sealed class StatusSource(
    TargetReads targets,
    ComponentReads components,
    RegionReads regions,
    TimelineReads timelines,
    WatermarkReads watermarks,
    TimeProvider time
)
{
    private static readonly TimeSpan TargetWindow = TimeSpan.FromDays(30);
    private static readonly TimeSpan ComponentWindow = TimeSpan.FromDays(91);

    public async Task<StatusSnapshot> ReadAsync(CancellationToken cancel)
    {
        var now = Instant.Now(time);
        var alive = await targets.ReadAliveAsync(now, cancel);
        var numbers = alive.Select(target => target.Number).ToArray();
        var window = new Window(now - TargetWindow, now);
        var asOf = await watermarks.ReadAsync(numbers, now, cancel);
        var verdicts = await timelines.ReadVerdictsAsync(numbers, window, cancel);
        var states = (await regions.ReadAsync(numbers, now, cancel)).ToLookup(row => row.Target);

        var targetSnapshots = alive
            .Select(target => new TargetSnapshot(
                target,
                asOf[target.Number],
                Availability.Of(verdicts[target.Number], target.Lifetimes, window, asOf[target.Number]),
                [.. states[target.Number]]
            ))
            .ToDictionary(snapshot => snapshot.Target.Number);

        var rows = await components.ReadAsync(now, cancel);
        var history = await timelines.ReadComponentVerdictsAsync(
            [.. rows.Select(row => row.Number)],
            new Window(now - ComponentWindow, now),
            cancel
        );
        var componentSnapshots = rows.Select(row =>
        {
            var members = row
                .Targets.Where(targetSnapshots.ContainsKey)
                .Select(number => targetSnapshots[number])
                .ToList();
            var complete = members.Select(member => member.AsOf).DefaultIfEmpty(now).Min();
            return new ComponentSnapshot(row, history[row.Number], complete, members);
        });
        return new StatusSnapshot(
            now,
            asOf.Values.DefaultIfEmpty(now).Min(),
            [.. componentSnapshots],
            [.. targetSnapshots.Values]
        );
    }
}
