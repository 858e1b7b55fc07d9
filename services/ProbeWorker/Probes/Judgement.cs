using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes;

/// <summary>What a run says of its target.</summary>
/// <param name="Reason">Null if and only if up.</param>
/// <param name="Detail">One sentence for people; text of the peer in it is made printable and bounded by the runner.</param>
internal readonly record struct Judgement(Outcome Outcome, Reason? Reason, string? Detail)
{
    /// <summary>How much it weighs beside others of the same run: a sample that the worker spoilt says nothing of its target.</summary>
    public int Weight =>
        Outcome switch
        {
            Outcome.Up => 0,
            Outcome.Degraded => 1,
            Outcome.Down => 2,
            _ => 3,
        };

    public static Judgement Up => new(Outcome.Up, null, null);

    public static Judgement Degraded(Reason reason, string detail) => new(Outcome.Degraded, reason, detail);

    public static Judgement Down(Reason reason, string detail) => new(Outcome.Down, reason, detail);

    public static Judgement Unknown(Reason reason, string detail) => new(Outcome.Unknown, reason, detail);
}
