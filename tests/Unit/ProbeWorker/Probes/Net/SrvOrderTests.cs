using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net;

public class SrvOrderTests
{
    [Fact]
    public void The_lowest_priority_comes_first_and_no_host_is_lost() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 100])
            .Array[1, 10]
            .Sample(drawn =>
            {
                var records = drawn.Select((d, i) => new SrvTarget(d.Item1, d.Item2, $"h{i}", 5060)).ToList();
                var order = SrvOrder.Of(records, Random.Shared.NextDouble).ToList();

                Assert.Equal(records.OrderBy(r => r.Host), order.OrderBy(r => r.Host));
                Assert.Equal(order.OrderBy(r => r.Priority), order);
            });

    [Theory]
    [InlineData(0.0, "none,light,heavy")]
    [InlineData(0.2, "light,heavy,none")]
    [InlineData(0.99, "heavy,light,none")]
    public void Among_equals_chance_decides_by_weight(double chance, string expected)
    {
        SrvTarget[] records = [new(1, 70, "heavy", 1), new(1, 30, "light", 1), new(1, 0, "none", 1)];

        Assert.Equal(expected, string.Join(',', SrvOrder.Of(records, () => chance).Select(r => r.Host)));
    }
}
