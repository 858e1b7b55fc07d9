using Ringback.Model.Catalogs.Checks;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>What one medium of a call to an echo says of its target, there and back as one.</summary>
internal static class EchoJudge
{
    public static MediumVerdict Measure(RtpCheck check, ProbeRun run, CallMedium medium, MediaRecord record)
    {
        var figures = MediaAnalysis.Of(record, check.JitterBuffer, check.PacketLossConcealment);
        run.NoteTimingError(TimeSpan.FromSeconds(figures.SendLatenessP99));
        var measurements = new MediaMeasurements(run, medium);
        measurements.Note("", record, figures);
        measurements.Record(record, figures, check.JitterBuffer, check.PacketLossConcealment);
        var limits = medium.Asked.Limits;
        return new(medium, MediaJudge.Judge(record, figures, limits, check.MaxSendLateness))
        {
            Conforms = MediaJudge.Conforms(record, figures, limits),
            Figures = [figures],
        };
    }
}
