using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Canaries;

/// <summary>What canaries say of the vantage point itself.</summary>
internal enum Vantage
{
    /// <summary>Nobody could say anything: results stand as they are.</summary>
    Unsure,

    Online,

    /// <summary>Whatever a run says now, it says it of this vantage point.</summary>
    Offline,
}

internal static class VantageRule
{
    /// <summary>Of one that fails nobody can say whose fault it is.</summary>
    private const int FewestFailures = 2;

    /// <summary>Online as soon as one answers; offline where all that could judge failed, two at least.</summary>
    public static Vantage Of(IReadOnlyCollection<ProbeResult> canaries) =>
        canaries.Any(Answered) ? Vantage.Online
        : canaries.Count(Failed) >= FewestFailures ? Vantage.Offline
        : Vantage.Unsure;

    public static bool Answered(ProbeResult canary) => canary.Outcome is Outcome.Up or Outcome.Degraded;

    /// <summary>No route and no resolver are a vantage point's own troubles; other unknown runs, a held one say, tell nothing.</summary>
    private static bool Failed(ProbeResult canary) =>
        canary.Outcome == Outcome.Down || canary.Reason is Reason.NoRoute or Reason.ResolverUnreachable;
}
