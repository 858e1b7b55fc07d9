using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What both directions of one medium of a loop call say of its target: the worse one speaks.</summary>
internal static class LoopJudge
{
    /// <param name="outward">From the caller to the account it called.</param>
    /// <param name="homeward">The other way.</param>
    public static MediumVerdict Measure(
        RtpCheck check,
        ProbeRun run,
        CallMedium medium,
        MediaRecord outward,
        MediaRecord homeward
    )
    {
        var there = Direction.Of(check, medium, outward, "from the caller");
        var back = Direction.Of(check, medium, homeward, "to the caller");
        var worse = back.Judgement.Weight > there.Judgement.Weight || IsSlower(back, there) ? back : there;

        run.NoteTimingError(
            TimeSpan.FromSeconds(Math.Max(there.Figures.SendLatenessP99, back.Figures.SendLatenessP99))
        );
        var measurements = new MediaMeasurements(run, medium);
        foreach (var each in new[] { there, back })
            measurements.Note($"{each.Name}: ", each.Record, each.Figures);

        measurements.Record(worse.Record, worse.Figures, check.JitterBuffer, check.PacketLossConcealment);
        measurements.RecordWays(there.Figures, back.Figures);
        return new(medium, Judge(there, back, worse))
        {
            Conforms = there.Conforms && back.Conforms,
            Figures = [there.Figures, back.Figures],
        };

        bool IsSlower(Direction one, Direction other) =>
            one.Judgement.Weight == other.Judgement.Weight && one.Figures.DelayMean > other.Figures.DelayMean;
    }

    private static Judgement Judge(Direction there, Direction back, Direction worse)
    {
        // Of one direction alone nothing came: the other shows that the call itself has media.
        if (worse.Judgement.Reason == Reason.NoMedia && there.Judgement.Reason != back.Judgement.Reason)
            return Judgement.Down(
                Reason.OneWayMedia,
                $"Nothing came {worse.Name}, while the other direction has media."
            );

        return worse.Judgement is { Outcome: Outcome.Up } up
            ? up
            : worse.Judgement with
            {
                Detail = $"Media {worse.Name}: {worse.Judgement.Detail}",
            };
    }

    private sealed record Direction(
        string Name,
        MediaRecord Record,
        MediaFigures Figures,
        Judgement Judgement,
        bool Conforms
    )
    {
        public static Direction Of(RtpCheck check, CallMedium medium, MediaRecord record, string name)
        {
            var figures = MediaAnalysis.Of(record, check.JitterBuffer, check.PacketLossConcealment);
            return new(
                name,
                record,
                figures,
                MediaJudge.Judge(record, figures, medium.Asked.Limits, check.MaxSendLateness)
                    is { Outcome: not Outcome.Up } fault
                    ? fault
                    : MediaJudge.FindUnheard(record) ?? Judgement.Up,
                MediaJudge.Conforms(record, figures, medium.Asked.Limits)
            );
        }
    }
}
