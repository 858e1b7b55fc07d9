using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes;

/// <summary>Ends runs under way for a reason of the worker's own, and says which.</summary>
internal sealed class Halt : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    /// <summary>What halted runs are called; valid once <see cref="Token"/> is cancelled.</summary>
    public Judgement Judgement { get; private set; }

    public CancellationToken Token => _source.Token;

    public void Shutdown() =>
        Set(Judgement.Unknown(Reason.Cancelled, "The worker was stopped while the run was under way."));

    public void ClockStep(TimeSpan step) =>
        Set(
            Judgement.Unknown(
                Reason.ClockSkew,
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"The worker's wall clock stepped by {step.TotalSeconds:0.###} s."
                )
            )
        );

    public void Dispose() => _source.Dispose();

    private void Set(Judgement judgement)
    {
        if (_source.IsCancellationRequested)
            return;

        Judgement = judgement;
        _source.Cancel();
    }
}
