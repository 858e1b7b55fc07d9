using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Model.Sla;

public sealed class StepFunctionTests
{
    private static readonly StepFunction<char> Function = new('a', [Change(10, 'b'), Change(20, 'c')]);

    [Theory]
    [InlineData(long.MinValue, 'a')]
    [InlineData(9, 'a')]
    [InlineData(10, 'b')]
    [InlineData(19, 'b')]
    [InlineData(20, 'c')]
    [InlineData(long.MaxValue, 'c')]
    public void A_change_holds_at_its_own_instant(long at, char value) => Assert.Equal(value, Function.At(new(at)));

    [Fact]
    public void Within_a_window_its_pieces_adjoin_and_cover()
    {
        Assert.Equal(
            [Piece(5, 10, 'a'), Piece(10, 20, 'b'), Piece(20, 25, 'c')],
            Function.Within(new(new(5), new(25)))
        );
        Assert.Equal([Piece(10, 20, 'b')], Function.Within(new(new(10), new(20))));
        Assert.Empty(Function.Within(new(new(10), new(10))));
    }

    [Fact]
    public void What_changes_nothing_or_holds_for_no_time_is_no_change() =>
        Assert.Equal(
            Function,
            new StepFunction<char>(
                'a',
                [Change(1, 'a'), Change(10, 'x'), Change(10, 'b'), Change(15, 'b'), Change(20, 'c')]
            )
        );

    [Fact]
    public void Changes_out_of_order_are_refused() =>
        Assert.Throws<ArgumentException>(() => new StepFunction<char>('a', [Change(2, 'b'), Change(1, 'c')]));

    [Fact]
    public void Replacing_from_an_instant_on_keeps_what_was_before() =>
        Assert.Equal(
            new StepFunction<char>('a', [Change(10, 'b'), Change(30, 'd')]),
            Function.Replace(new(20), [Change(30, 'd')])
        );

    private static Change<char> Change(long at, char value) => new(new(at), value);

    private static Piece<char> Piece(long from, long to, char value) => new(new(new(from), new(to)), value);
}
