using Ringback.Model.Sla;
using Sets = Ringback.Model.Sla.Windows; // a namespace of that name is among the references

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class WindowsTests
{
    private static readonly Gen<Window[]> Some = Gen.Select(Gen.Long[0, 20], Gen.Long[-1, 6])
        .Select((from, length) => new Window(new(from), new(from + length)))
        .Array[0, 5];

    [Fact]
    public void They_are_the_sets_of_instants_that_they_say() =>
        Gen.Select(Some, Some)
            .Sample(
                (left, right) =>
                {
                    for (var i = -1; i < 30; i++)
                    {
                        var at = new Ringback.Model.Instant(i);
                        bool In(IEnumerable<Window> windows) => windows.Any(window => window.Contains(at));

                        Assert.Equal(In(left) || In(right), In(Sets.Union(left.Concat(right))));
                        Assert.Equal(In(left) && In(right), In(Sets.Intersect(left, right)));
                        Assert.Equal(In(left) && !In(right), In(Sets.Subtract(left, right)));
                    }
                },
                iter: Cases.Count
            );

    [Fact]
    public void They_come_out_in_order_not_empty_and_apart_from_each_other() =>
        Some.Sample(
            windows =>
            {
                var union = Sets.Union(windows);
                Assert.All(union, window => Assert.False(window.IsEmpty));
                Assert.All(union.Zip(union.Skip(1)), pair => Assert.True(pair.First.To < pair.Second.From));
            },
            iter: Cases.Count
        );
}
