using Ringback.Model.Catalogs.Checks;

namespace Ringback.ProbeWorker.Probes;

/// <summary>One line of <see cref="ProbeList"/>: a kind, its probe, and how many of its runs may go on at once.</summary>
/// <remarks>Closes over the types of a probe and its check, so that nothing is looked up by reflection.</remarks>
internal sealed class ProbeKind
{
    private readonly Func<Check, ProbeRun, CancellationToken, Task<Judgement>> _run;

    private ProbeKind(string name, int concurrency, Func<Check, ProbeRun, CancellationToken, Task<Judgement>> run)
    {
        Name = name;
        Concurrency = concurrency;
        _run = run;
    }

    /// <summary>Of <see cref="Check.Kind"/>.</summary>
    public string Name { get; }

    /// <summary>Most runs at once in one worker; further ones wait in the lane of this kind.</summary>
    public int Concurrency { get; }

    public static ProbeKind Of<TCheck>(string name, IProbe<TCheck> probe, int concurrency = 64)
        where TCheck : Check =>
        new(name, concurrency, (check, run, deadline) => probe.RunAsync((TCheck)check, run, deadline));

    public Task<Judgement> RunAsync(Check check, ProbeRun run, CancellationToken deadline) =>
        _run(check, run, deadline);
}
