using Ringback.Model.Results;
using Ringback.Tests.Simulation.Checks;

namespace Ringback.Tests.Simulation.World;

/// <summary>A result that a worker's run really gave.</summary>
internal sealed record SaidResult(ProbeResult Result, WorkerSite Site, WorkerSite.Session Session)
{
    /// <summary>When the spool had taken it for good; null where nobody was told so.</summary>
    public long? PromisedAt { get; set; }

    /// <summary>The spool said that it could not be kept: disk full, or the oldest over its limit.</summary>
    public bool IsGivenUp { get; set; }
}

/// <summary>Writes down what was said and what was promised, whatever becomes of it; and looks at each result when it is said.</summary>
internal sealed class Notary(Setting setting)
{
    public List<SaidResult> Results { get; } = [];

    public SaidResult Said(ProbeResult result, WorkerSite site, WorkerSite.Session session)
    {
        var said = new SaidResult(result, site, session);
        Results.Add(said);
        setting.Loop.Trace.Note(
            setting.Loop.Now,
            $"{session.Host.Name} says {result.Target} {result.ScheduledAt} {result.Trigger} {result.Outcome} {result.Reason}"
        );
        if (RunCheck.Fault(said, setting) is { } fault)
            setting.Loop.Fail($"{fault}: {result} of {session.Host.Name}");

        return said;
    }

    public void Dropped(ResultKey key, WorkerSite.Session session)
    {
        foreach (var said in Results.Where(said => said.Result.Key == key && said.Site.Sessions.Contains(session)))
            said.IsGivenUp = true;
    }
}
