using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class CheckpointTests
{
    private static readonly Instant Hour = new(1_795_428_000_000_000);

    [Fact]
    public void A_fold_of_a_target_that_is_up_is_nine_bytes_and_comes_back_equal()
    {
        var released = new Latch(LatchPosition.Released, null, LatchPosition.Undecided, 0, null);
        var checkpoint = new Checkpoint(Hour, new RegionFold(Hour - TimeSpan.FromSeconds(30), released, released));

        Assert.Equal(9, checkpoint.FoldBytes().Length);
        AssertSurvives(checkpoint);
        AssertSurvives(Checkpoint.Start);
    }

    [Fact]
    public void Whatever_a_fold_holds_it_comes_back_equal() =>
        ScenarioGen
            .Of(regions: 1)
            .Sample(
                scenario =>
                {
                    var derived = RegionTimeline.Derive(
                        Checkpoint.Start,
                        scenario.Regions[0].Results,
                        scenario.Settings,
                        scenario.Watched(scenario.Regions[0]),
                        scenario.AsOf
                    );
                    Assert.All(derived.Hours.Append(derived.End), AssertSurvives);
                },
                iter: Cases.Count / 10
            );

    [Fact]
    public void Noise_is_refused_or_a_fold_in_its_one_form() =>
        Gen
            .Byte.Array[0, 40]
            .Sample(
                bytes =>
                {
                    if (Checkpoint.TryParse(Hour, bytes, out var checkpoint))
                        Assert.Equal(bytes, checkpoint.FoldBytes());
                },
                iter: Cases.Count
            );

    private static void AssertSurvives(Checkpoint checkpoint)
    {
        Assert.True(Checkpoint.TryParse(checkpoint.At, checkpoint.FoldBytes(), out var read));
        Assert.Equal(checkpoint, read);
    }
}
