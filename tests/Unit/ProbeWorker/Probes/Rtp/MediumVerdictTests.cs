using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Rtp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

public class MediumVerdictTests
{
    private static readonly IReadOnlyList<CallMedium> Both = CallMedium.Of(
        new RtpCheck
        {
            Host = "pbx.test",
            Extension = "600",
            Video = new RtpVideo(),
        }
    );

    private static readonly Judgement Gone = Judgement.Down(Reason.NoMedia, "Nothing came.");
    private static readonly Judgement Lossy = Judgement.Degraded(Reason.LossExceeded, "Outside limits.");
    private static readonly Judgement Spoilt = Judgement.Unknown(Reason.Tainted, "This worker sent late.");

    public static TheoryData<string, string, Outcome, Reason?, string?> Pairs =>
        new()
        {
            { "up", "up", Outcome.Up, null, null },
            { "up", "gone", Outcome.Degraded, Reason.NoMedia, "video: Nothing came." },
            { "up", "lossy", Outcome.Degraded, Reason.LossExceeded, "video: Outside limits." },
            { "gone", "up", Outcome.Down, Reason.NoMedia, "audio: Nothing came." },
            { "lossy", "gone", Outcome.Degraded, Reason.LossExceeded, "audio: Outside limits. video: Nothing came." },
            { "gone", "lossy", Outcome.Down, Reason.NoMedia, "audio: Nothing came. video: Outside limits." },
            { "gone", "gone", Outcome.Down, Reason.NoMedia, "Nothing came." },
            { "up", "spoilt", Outcome.Unknown, Reason.Tainted, "video: This worker sent late." },
            { "gone", "spoilt", Outcome.Unknown, Reason.Tainted, "video: This worker sent late. audio: Nothing came." },
        };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_voice_is_the_call_and_a_video_degrades_it_at_most(
        string voice,
        string video,
        Outcome outcome,
        Reason? reason,
        string? detail
    )
    {
        var judgement = MediumVerdict.OfCall([
            new MediumVerdict(Both[0], Named(voice)),
            new MediumVerdict(Both[1], Named(video)),
        ]);

        Assert.Equal(new Judgement(outcome, reason, detail), judgement);
    }

    [Fact]
    public void A_video_alone_is_the_call() =>
        Assert.Equal(Gone, MediumVerdict.OfCall([new MediumVerdict(Both[1] with { IsBeside = false }, Gone)]));

    private static Judgement Named(string name) =>
        name switch
        {
            "up" => Judgement.Up,
            "gone" => Gone,
            "lossy" => Lossy,
            _ => Spoilt,
        };
}
