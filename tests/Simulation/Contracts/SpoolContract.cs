using Ringback.ProbeWorker.Delivery;

namespace Ringback.Tests.Simulation.Contracts;

/// <summary>What a spool's file promises; held by the real one and by the simulated one alike.</summary>
public abstract class SpoolContract
{
    private protected const long Roomy = 1 << 20;

    [Fact]
    public void Rows_come_out_in_order_and_outlive_a_restart()
    {
        using (var file = Open(Roomy))
            Assert.Equal(0, file.Append([Body(1), Body(2)]));

        using var again = Open(Roomy);
        again.Append([Body(3)]);
        Assert.Equal([1, 2, 3], Numbers(again));
        Assert.Equal(3, again.Count);
        Assert.True(again.Bytes > 3 * Body(1).Length);
    }

    [Fact]
    public void Ids_grow_for_ever_also_in_a_file_that_was_emptied()
    {
        long last;
        using (var file = Open(Roomy))
        {
            file.Append([Body(1), Body(2)]);
            last = file.Peek(0, 10, int.MaxValue)[^1].Id;
            file.RemoveTo(last);
            file.Append([Body(3)]);
            Assert.True(file.Peek(0, 10, int.MaxValue)[0].Id > last);
            file.RemoveTo(long.MaxValue);
        }

        using var again = Open(Roomy);
        again.Append([Body(4)]);
        Assert.True(again.Peek(0, 10, int.MaxValue)[0].Id > last + 1);
    }

    [Fact]
    public void What_is_removed_is_gone_and_nothing_else()
    {
        using (var file = Open(Roomy))
        {
            file.Append([Body(1), Body(2), Body(3)]);
            file.RemoveTo(file.Peek(0, 2, int.MaxValue)[^1].Id);
            Assert.Equal(1, file.Count);
        }

        using var again = Open(Roomy);
        Assert.Equal([3], Numbers(again));
    }

    [Fact]
    public void A_peek_begins_after_an_id_and_is_bounded_but_never_empty()
    {
        using var file = Open(Roomy);
        file.Append([Body(1), Body(2), Body(3)]);
        var first = Assert.Single(file.Peek(0, 1, int.MaxValue));

        Assert.Equal(2, file.Peek(first.Id, 10, int.MaxValue).Count);
        Assert.Equal(2, file.Peek(0, 10, 2 * Body(1).Length).Count);
        Assert.Single(file.Peek(0, 10, 1));
        Assert.Empty(file.Peek(long.MaxValue, 10, int.MaxValue));
    }

    [Fact]
    public void Past_its_limit_the_oldest_go_and_are_counted_and_a_row_that_is_larger_stays()
    {
        using var file = Open(500);
        Assert.Equal(0, file.Append([Body(1), Body(2), Body(3)]));
        Assert.Equal(2, file.Append([Body(4), Body(5)]));
        Assert.Equal([3, 4, 5], Numbers(file));
        Assert.Equal(3, file.Append([new byte[1000]]));
        Assert.Equal(1, file.Count);
    }

    [Fact]
    public void Where_there_is_room_the_reserve_is_had_and_confirmed_rows_go_by_way_of_it()
    {
        using var file = Open(Roomy);
        Assert.True(file.TryTakeReserve());
        file.Append([Body(1), Body(2)]);
        file.MakeRoom(file.Peek(0, 1, int.MaxValue)[0].Id);

        Assert.Equal([2], Numbers(file));
        Assert.True(file.TryTakeReserve());
    }

    /// <summary>The same disk at each call of one test.</summary>
    private protected abstract ISpoolFile Open(long maxBytes);

    private static byte[] Body(byte number) => [number, .. new byte[120]];

    private static IEnumerable<int> Numbers(ISpoolFile file) =>
        file.Peek(0, 100, int.MaxValue).Select(row => (int)row.Body[0]);
}
