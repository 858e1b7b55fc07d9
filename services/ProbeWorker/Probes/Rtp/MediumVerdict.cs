using System.Net;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What came of one medium of a call.</summary>
internal sealed record MediumVerdict(CallMedium Medium, Judgement Judgement)
{
    public bool Conforms { get; init; }

    /// <summary>Of each direction: one of an echo, two between ends of ours; none where nothing was measured.</summary>
    public IReadOnlyList<MediaFigures> Figures { get; init; } = [];

    /// <summary>Its ports at our end that calls and, where there is one, at our end that is called; none where it never set out.</summary>
    public IReadOnlyList<(IPEndPoint Local, IPEndPoint Remote)> Ends { get; init; } = [];

    /// <summary>Whether it went both ways to the end of the call.</summary>
    public bool Held => Judgement.Reason is not (Reason.NoMedia or Reason.OneWayMedia or Reason.MediaStopped);

    /// <summary>That of all media of a call: the worst speaks first.</summary>
    /// <remarks>A voice is the call. What a video beside it lacks degrades the call, and takes it not down.</remarks>
    public static Judgement OfCall(IReadOnlyList<MediumVerdict> verdicts)
    {
        if (verdicts is [var only])
            return only.Judgement;

        var worst = verdicts.MaxBy(verdict => verdict.WithinCall.Weight)!.WithinCall;
        if (verdicts.All(verdict => verdict.Judgement.Detail == worst.Detail))
            return worst; // all is well, or the same is to be said of all

        var faulty = verdicts
            .Where(verdict => verdict.Judgement.Outcome != Outcome.Up)
            .OrderByDescending(verdict => verdict.WithinCall.Weight);
        return worst with
        {
            Detail = string.Join(' ', faulty.Select(each => $"{each.Medium.Kind}: {each.Judgement.Detail}")),
        };
    }

    /// <summary>How much later the picture came than the voice, in seconds: of the direction in which they are furthest apart.</summary>
    /// <returns>Null where not both came, or one came in packets that tell no time of their sending.</returns>
    public static double? SkewOf(IReadOnlyList<MediumVerdict> verdicts) => Apart(verdicts, figures => figures.OwnDelay);

    /// <summary>How much later the picture would be shown than the voice is heard by whoever keeps to the reports of an echo that sends streams of its own.</summary>
    /// <returns>Null where there is none, or it did not report both.</returns>
    public static double? LipSyncOf(IReadOnlyList<MediumVerdict> verdicts) =>
        Apart(verdicts, figures => figures.ClockOffset);

    private static double? Apart(IReadOnlyList<MediumVerdict> verdicts, Func<MediaFigures, double?> place) =>
        verdicts is [{ Figures: var voice }, { Figures: var video }]
            ? voice
                .Zip(video, (heard, seen) => place(seen) - place(heard))
                .Where(apart => apart is not null)
                .MaxBy(apart => Math.Abs(apart!.Value))
            : null;

    private Judgement WithinCall =>
        Medium.IsBeside && Judgement is { Outcome: Outcome.Down, Reason: { } reason, Detail: { } detail }
            ? Judgement.Degraded(reason, detail)
            : Judgement;
}
