using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What both directions of a loop call say of its target: the worse one speaks.</summary>
internal static class LoopJudge
{
    /// <param name="outward">From the caller to the account it called.</param>
    /// <param name="homeward">The other way.</param>
    public static Judgement Measure(RtpCheck check, ProbeRun run, MediaRecord outward, MediaRecord homeward)
    {
        var there = Direction.Of(check, outward, "from the caller");
        var back = Direction.Of(check, homeward, "to the caller");
        var worse = Rank(back.Judgement) > Rank(there.Judgement) || IsSlower(back, there) ? back : there;

        run.TimingError = TimeSpan.FromSeconds(Math.Max(there.Figures.SendLatenessP99, back.Figures.SendLatenessP99));
        foreach (var each in new[] { there, back })
            run.Evidence.Note($"{each.Name}: {MediaMeasurements.Describe(each.Record, each.Figures)}");

        MediaMeasurements.Record(run, worse.Record, worse.Figures, check.JitterBuffer, check.PacketLossConcealment);
        MediaMeasurements.RecordWays(run, there.Figures, back.Figures);
        run.Measure(MeasurementNames.Conforming, there.Conforms && back.Conforms ? 1 : 0);
        return Judge(there, back, worse);

        bool IsSlower(Direction one, Direction other) =>
            Rank(one.Judgement) == Rank(other.Judgement) && one.Figures.DelayMean > other.Figures.DelayMean;
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

    /// <summary>A sample that the worker spoilt says nothing of either direction.</summary>
    private static int Rank(Judgement judgement) =>
        judgement.Outcome switch
        {
            Outcome.Up => 0,
            Outcome.Degraded => 1,
            Outcome.Down => 2,
            _ => 3,
        };

    private sealed record Direction(
        string Name,
        MediaRecord Record,
        MediaFigures Figures,
        Judgement Judgement,
        bool Conforms
    )
    {
        public static Direction Of(RtpCheck check, MediaRecord record, string name)
        {
            var figures = MediaAnalysis.Of(record, check.JitterBuffer, check.PacketLossConcealment);
            return new(
                name,
                record,
                figures,
                MediaJudge.Judge(record, figures, check) is { Outcome: not Outcome.Up } fault
                    ? fault
                    : MediaJudge.FindUnheard(record) ?? Judgement.Up,
                MediaJudge.Conforms(record, figures, check.Limits)
            );
        }
    }
}
