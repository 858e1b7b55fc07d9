using Ringback.Api.Endpoints;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Api.Endpoints;

public class QueryWindowTests
{
    private static readonly Instant Now = new(1_700_000_000_000_000);

    [Fact]
    public void Without_bounds_it_ends_now_and_is_as_long_as_the_endpoint_says()
    {
        Assert.True(QueryWindow.TryRead(null, null, TimeSpan.FromHours(1), Now, out var window, out _));
        Assert.Equal(new Window(Now - TimeSpan.FromHours(1), Now), window);
    }

    [Fact]
    public void Offsets_are_read_and_finer_digits_are_cut()
    {
        Assert.True(
            QueryWindow.TryRead(
                "2026-10-25T02:00:00.1234569+02:00",
                "2026-10-25T02:00:01+01:00",
                TimeSpan.Zero,
                Now,
                out var window,
                out _
            )
        );
        Assert.Equal("2026-10-25T00:00:00.123456Z", window.From.ToString());
        Assert.Equal("2026-10-25T01:00:01Z", window.To.ToString());
    }

    [Theory]
    [InlineData("yesterday", null, "from")]
    [InlineData("2026-10-25T02:00:00", null, "from")]
    [InlineData(null, "2026-10-25", "to")]
    [InlineData("2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z", "from")]
    [InlineData("2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "from")]
    public void A_bad_bound_is_named(string? from, string? to, string named)
    {
        Assert.False(QueryWindow.TryRead(from, to, TimeSpan.FromDays(1), Now, out _, out var problem));
        Assert.Equal([named], problem!.ProblemDetails.Errors.Keys);
    }

    [Fact]
    public void Both_bad_bounds_are_named_at_once()
    {
        Assert.False(QueryWindow.TryRead("a", "b", TimeSpan.FromDays(1), Now, out _, out var problem));
        Assert.Equal(["from", "to"], problem!.ProblemDetails.Errors.Keys.Order());
    }
}
