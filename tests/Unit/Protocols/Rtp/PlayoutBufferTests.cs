using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.Protocols.Rtp;

public class PlayoutBufferTests
{
    [Fact]
    public void What_comes_after_its_playout_is_late() =>
        Assert.Equal([false, false, false, true], PlayoutBuffer.FindLate([0.01, 0, 0.06, 0.0601], 0.06));

    [Fact]
    public void The_least_of_the_whole_call_counts_also_where_it_comes_last() =>
        Assert.Equal([true, false], PlayoutBuffer.FindLate([0.1, 0], 0.06));

    [Fact]
    public void A_constant_offset_between_the_clocks_changes_nothing() =>
        Gen.Select(Gen.Int[0, 1000].Array[0, 50], Gen.Int[-1_000_000, 1_000_000])
            .Sample(
                (transits, offset) =>
                    Assert.Equal(
                        PlayoutBuffer.FindLate([.. transits.Select(t => (double)t)], 60),
                        PlayoutBuffer.FindLate([.. transits.Select(t => (double)t + offset)], 60)
                    )
            );

    [Fact]
    public void Without_packets_nothing_is_late() => Assert.Empty(PlayoutBuffer.FindLate([], 0.06));
}
