namespace Ringback.ProbeWorker.Probes;

/// <summary>Ends a run from deep inside a shared piece that knows whose fault it is: a resolver, a secret, a TLS layer.</summary>
internal sealed class JudgedException(Judgement judgement, Exception? inner = null) : Exception(judgement.Detail, inner)
{
    public Judgement Judgement { get; } = judgement;
}
