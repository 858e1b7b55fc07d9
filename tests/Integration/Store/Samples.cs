using Ringback.Model;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.Tests.Integration.Store;

/// <summary>A small catalog and results of it: three regions watch <c>pbx</c> and <c>web</c>, of one component.</summary>
internal static class Samples
{
    /// <summary>A full hour, two hours after which all these tests take place.</summary>
    public static readonly Instant Noon = Instant.From(new DateTimeOffset(2026, 10, 5, 12, 0, 0, TimeSpan.Zero));

    public static readonly string[] Regions = ["brno", "frankfurt", "prague"];

    public static Catalog Catalog(params IReadOnlyList<Target> targets)
    {
        IReadOnlyList<Target> all = targets.Count > 0 ? targets : [Target("pbx"), Target("web")];
        return new Catalog
        {
            Regions = [.. Regions.Select(id => new Region(id, id))],
            Components = [new Component("calls", "Calls", null, [.. all.Select(target => target.Id)])],
            Targets = all,
        };
    }

    public static Target Target(string id) =>
        new()
        {
            Id = id,
            Name = id,
            Regions = Regions,
            Interval = TimeSpan.FromSeconds(60),
            Timeout = TimeSpan.FromSeconds(5),
            Check = new SipCheck { Host = "127.0.0.1" },
        };

    public static ProbeResult Result(
        string target,
        string region,
        Instant slot,
        Outcome outcome = Outcome.Up,
        Trigger trigger = Trigger.Schedule
    ) =>
        new()
        {
            Target = target,
            Region = region,
            ScheduledAt = slot,
            StartedAt = slot + TimeSpan.FromMilliseconds(3),
            Trigger = trigger,
            Outcome = outcome,
            Reason = outcome switch
            {
                Outcome.Up => null,
                Outcome.Unknown => Reason.WorkerLate,
                _ => Reason.Timeout,
            },
            Detail = outcome == Outcome.Up ? null : "no answer",
            Evidence = outcome == Outcome.Up ? null : "> OPTIONS",
            Duration = TimeSpan.FromMilliseconds(21.5),
            LaneWait = TimeSpan.FromMicroseconds(40),
            Phases =
            [
                new Phase(PhaseNames.Resolve, TimeSpan.FromMicroseconds(12)),
                new Phase(PhaseNames.Exchange, TimeSpan.FromMilliseconds(21)),
            ],
            Measurements =
            [
                new Measurement(MeasurementNames.RttSeconds, 0.0213),
                new Measurement(MeasurementNames.StatusCode, 200),
            ],
            Address = "127.0.0.1:5060",
        };
}
