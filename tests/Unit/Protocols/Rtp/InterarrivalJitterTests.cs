using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.Protocols.Rtp;

public class InterarrivalJitterTests
{
    [Fact]
    public void A_captured_call_gives_what_two_other_programs_say()
    {
        var vector = Vector.Read("g711a-rfc3550-jitter.json");
        var expected = vector.GetProperty("expected");
        var jitter = new InterarrivalJitter(vector.GetProperty("clock_rate").GetInt32());
        var sequence = new SequenceTracker();
        foreach (var packet in vector.GetProperty("packets").EnumerateArray())
        {
            sequence.Observe(packet.GetProperty("seq").GetUInt16(), out _);
            jitter.Observe(packet.GetProperty("arrival_us").GetInt64() / 1e6, packet.GetProperty("ts").GetUInt32());
        }

        Assert.Equal(expected.GetProperty("packets").GetInt64(), sequence.Received);
        Assert.Equal(expected.GetProperty("lost").GetInt64(), sequence.Lost);
        Assert.Equal(expected.GetProperty("final_jitter_ms").GetDouble(), 1000 * jitter.Current, 0.0005);
        Assert.Equal(expected.GetProperty("max_jitter_ms").GetDouble(), 1000 * jitter.Max, 0.0005);
        Assert.Equal(expected.GetProperty("mean_jitter_ms").GetDouble(), 1000 * jitter.Mean, 0.0005);
    }

    [Fact]
    public void Packets_that_arrive_as_they_were_sampled_have_none() =>
        Gen.Select(Gen.UInt, Gen.Int[-5, 200].Array[2, 100])
            .Sample(
                (first, places) =>
                {
                    // Whatever the order, and across the wrap of the timestamp.
                    var jitter = new InterarrivalJitter(8000);
                    foreach (var place in places)
                        jitter.Observe(1000 + (place * 0.02), unchecked(first + (uint)(place * 160)));

                    Assert.Equal(0, jitter.Max, 1e-9);
                }
            );

    [Fact]
    public void One_late_packet_is_a_sixteenth_of_its_lateness_and_fades()
    {
        var jitter = new InterarrivalJitter(8000);
        jitter.Observe(0, 0);
        jitter.Observe(0.020 + 0.016, 160);
        Assert.Equal(0.001, jitter.Current, 1e-9);

        jitter.Observe(0.040, 320);
        Assert.Equal(0.001 + ((0.016 - 0.001) / 16), jitter.Current, 1e-9);
        Assert.Equal(jitter.Current, jitter.Max);
    }
}
