using Ringback.Protocols.Rtp;

namespace Ringback.Tests.Unit.Protocols.Rtp;

public class SequenceTrackerTests
{
    /// <summary>
    /// A stream from anywhere on, in which each packet is sent 0 to 3 times and displaced by up to 30 places. The model
    /// knows the numbers without wraps and counts with sets.
    /// </summary>
    [Fact]
    public void Counts_are_those_of_a_plain_model_whatever_is_lost_doubled_or_displaced() =>
        Gen.Select(Gen.UShort, Gen.Select(Gen.Int[0, 3], Gen.Int[0, 30]).Array[1, 400])
            .Sample(
                (start, packets) =>
                {
                    var arrivals = packets
                        .SelectMany(
                            (packet, i) =>
                                Enumerable.Repeat((Number: (long)start + i, Place: i + packet.Item2), packet.Item1)
                        )
                        .OrderBy(arrival => arrival.Place)
                        .Select(arrival => arrival.Number)
                        .ToList();
                    var tracker = new SequenceTracker();
                    var (duplicates, reordered, seen, highest) = (0, 0, new HashSet<long>(), long.MinValue);

                    foreach (var number in arrivals)
                    {
                        var expected =
                            !seen.Add(number) ? SequenceKind.Duplicate
                            : number < highest ? SequenceKind.Reordered
                            : SequenceKind.InOrder;
                        highest = Math.Max(highest, number);
                        duplicates += expected == SequenceKind.Duplicate ? 1 : 0;
                        reordered += expected == SequenceKind.Reordered ? 1 : 0;

                        Assert.Equal(expected, tracker.Observe((ushort)number, out var extended));

                        // The tracker's numbers begin at the first arrival's 16 bits.
                        Assert.Equal(number - arrivals[0], extended - (ushort)arrivals[0]);
                    }

                    var span = arrivals.Count == 0 ? 0 : seen.Max() - seen.Min() + 1;
                    Assert.Equal(
                        (span, seen.Count, span - seen.Count, duplicates, reordered, 0, 0),
                        (
                            tracker.Expected,
                            tracker.Received,
                            tracker.Lost,
                            tracker.Duplicates,
                            tracker.Reordered,
                            tracker.Strays,
                            tracker.Restarts
                        )
                    );
                }
            );

    [Fact]
    public void Long_streams_wrap_and_lose_nothing()
    {
        var tracker = new SequenceTracker();

        for (var i = 0; i < 200_000; i++)
            Assert.Equal(SequenceKind.InOrder, tracker.Observe((ushort)(i + 65_000), out _));

        Assert.Equal((200_000, 0), (tracker.Expected, tracker.Lost));
    }

    [Theory]
    [InlineData(-100)]
    [InlineData(3000)]
    [InlineData(-32768)]
    public void A_single_stray_is_not_counted_as_a_gap(int jump)
    {
        var tracker = new SequenceTracker();
        ushort[] numbers = [1000, 1001, (ushort)(1001 + jump), 1002, 1003];

        foreach (var number in numbers)
            tracker.Observe(number, out _);

        Assert.Equal((4, 0, 1, 0), (tracker.Received, tracker.Lost, tracker.Strays, tracker.Restarts));
    }

    [Theory]
    [InlineData(30_000)]
    [InlineData(500)]
    public void A_sender_that_begins_anew_goes_on_without_a_gap(ushort anew)
    {
        var tracker = new SequenceTracker();
        ushort[] numbers = [1000, 1002, anew, (ushort)(anew + 1), (ushort)(anew + 3), (ushort)(anew - 1)];

        foreach (var number in numbers)
            tracker.Observe(number, out _);

        // Lost: 1001 and anew + 2. The first packet of the new stretch and the one from before it are strays.
        Assert.Equal((4, 2, 2, 1), (tracker.Received, tracker.Lost, tracker.Strays, tracker.Restarts));
    }

    [Fact]
    public void Any_sixteen_bits_in_any_order_keep_the_counts_consistent() =>
        Gen
            .UShort.Array[0, 500]
            .Sample(numbers =>
            {
                var tracker = new SequenceTracker();
                foreach (var number in numbers)
                    tracker.Observe(number, out _);

                Assert.True(tracker.Lost >= 0);
                Assert.Equal(numbers.Length, tracker.Received + tracker.Duplicates + tracker.Strays);
            });
}
