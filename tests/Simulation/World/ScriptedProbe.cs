using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.Tests.Simulation.Engine;

namespace Ringback.Tests.Simulation.World;

/// <summary>What a probe really did and saw.</summary>
/// <param name="Wall">What the worker's wall clock showed at its start.</param>
/// <param name="Answer">What it would say if it were let; null where it lets an exception escape.</param>
internal sealed record ProbeCall(string Target, long Start, DateTimeOffset Wall, Judgement? Answer)
{
    /// <summary>When it came back; null while it has not.</summary>
    public long? End { get; set; }
}

/// <summary>A probe that takes its time and says what is true, or misbehaves as probes may.</summary>
internal sealed class ScriptedProbe(Loop loop, Host host, Truth truth) : IProbe<HttpsCheck>
{
    public List<ProbeCall> Calls { get; } = [];

    public async Task<Judgement> RunAsync(HttpsCheck check, ProbeRun run, CancellationToken deadline)
    {
        if (Plan.IsCanary(check))
            return await CanaryAsync(run, deadline);

        var truly = truth.At(run.Target, run.Region);
        var mishap = loop.Random.NextDouble();
        var answer = mishap switch
        {
            < 0.02 => (Judgement?)null,
            < 0.04 => Judgement.Unknown(Reason.NoRoute, "no route on the worker"),
            _ => Answer(truly),
        };
        var call = new ProbeCall(run.Target, loop.Now, host.Box.Wall, answer);
        Calls.Add(call);
        var takes = Takes(truly, run.TimeLimit);
        var isDeaf = mishap > 0.985;
        using (run.Phase(PhaseNames.FirstByte))
            await Task.Delay(takes, run.Time, isDeaf ? CancellationToken.None : deadline);

        call.End = loop.Now;
        run.Measure(MeasurementNames.RttSeconds, takes.TotalSeconds);
        return answer ?? throw new InvalidOperationException("a bug of the probe");
    }

    private async Task<Judgement> CanaryAsync(ProbeRun run, CancellationToken deadline)
    {
        var answer = truth.Vantage(run.Region);
        await Task.Delay(loop.Between(0.001, 0.15), run.Time, deadline);
        return answer == Outcome.Up ? Judgement.Up : Judgement.Down(Reason.ConnectionRefused, "refused");
    }

    private TimeSpan Takes(Outcome truly, TimeSpan limit) =>
        loop.Random.Next(20) switch
        {
            0 => limit * (0.3 + (0.8 * loop.Random.NextDouble())), // slow, sometimes too slow
            < 8 when truly == Outcome.Down => limit * 3, // never answers
            _ => loop.Between(0.001, 0.15),
        };

    private static Judgement Answer(Outcome truly) =>
        truly switch
        {
            Outcome.Down => Judgement.Down(Reason.ConnectionRefused, "refused"),
            Outcome.Degraded => Judgement.Degraded(Reason.UnexpectedStatus, "slow"),
            _ => Judgement.Up,
        };
}
