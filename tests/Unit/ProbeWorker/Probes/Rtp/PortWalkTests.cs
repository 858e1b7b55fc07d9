using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Probes.Rtp;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

public class PortWalkTests
{
    [Theory]
    [InlineData(5004, 20_000, 7498, 5004, 19_998)]
    [InlineData(5000, 20_000, 7500, 5000, 19_998)]
    [InlineData(5001, 5004, 1, 5002, 5002)]
    [InlineData(5000, 5001, 1, 5000, 5000)]
    [InlineData(5001, 5002, 0, 5002, 5000)]
    public void A_range_has_its_even_ports_whose_odd_neighbour_is_in_it(
        int first,
        int last,
        int pairs,
        int least,
        int most
    )
    {
        var range = new PortRange(first, last);

        Assert.Equal((pairs, least, most), (range.Pairs, range.PortOf(0), range.PortOf(range.Pairs - 1)));
    }

    [Fact]
    public void Every_port_is_taken_once_before_any_is_taken_again() =>
        Gen.Select(Gen.Int[1024, 30_000], Gen.Int[1, 3000])
            .Sample(
                (first, length) =>
                {
                    var range = new PortRange(first, first + length + 1);
                    var walk = new PortWalk();

                    var taken = walk.Next("prague", "pbx", range).ToList();
                    var again = walk.Next("prague", "pbx", range).Take(1).ToList();

                    Assert.Equal(Enumerable.Range(0, range.Pairs).Select(range.PortOf), taken.Order());
                    Assert.Equal(taken.Take(1), again);
                },
                iter: 200
            );

    [Fact]
    public void Calls_go_on_where_the_last_one_was_and_their_ports_are_counted()
    {
        var range = new PortRange(5004, 5043);
        var walk = new PortWalk();
        var seen = new HashSet<int>();

        for (var call = 1; call <= 20; call++)
        {
            var port = walk.Next("prague", "pbx", range).First();
            Assert.True(seen.Add(port));
            var coverage = walk.Note("prague", "pbx", range, port, hadMedia: call % 5 != 0);
            Assert.Equal(new PortWalk.Coverage(call / 20.0, call / 5), coverage);
        }

        // A port that works again is no longer one that failed; another target has a walk of its own.
        var first = walk.Next("prague", "pbx", range).First();
        Assert.InRange(walk.Note("prague", "pbx", range, first, hadMedia: true).Failed, 3, 4);
        Assert.Equal(
            new PortWalk.Coverage(0.05, 1),
            walk.Note("prague", "trunk", range, walk.Next("prague", "trunk", range).First(), hadMedia: false)
        );
    }

    [Fact]
    public void A_tenth_of_a_walk_leaves_no_stretch_of_the_range_unseen()
    {
        var range = new PortRange(5004, 20_000);
        var ports = new PortWalk().Next("prague", "pbx", range).Take(range.Pairs / 10).Order().ToList();

        Assert.All(ports.Zip(ports.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 2, 100));
    }
}
