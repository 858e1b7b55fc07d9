using Ringback.Api.Endpoints;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Tests.Unit.Api.Endpoints;

public class QueryWindowTests
{
    private static readonly Instant Now = new(1_700_000_000_000_000);

    [Fact]
    public void Without_bounds_it_ends_now_and_is_as_long_as_the_endpoint_says() =>
        Assert.Equal(new Window(Now - TimeSpan.FromHours(1), Now), Read(null, null, TimeSpan.FromHours(1)));

    [Fact]
    public void Offsets_are_read_and_finer_digits_are_cut()
    {
        var window = Read("2026-10-25T02:00:00.1234569+02:00", "2026-10-25T02:00:01+01:00", TimeSpan.Zero);

        Assert.Equal("2026-10-25T00:00:00.123456Z", window.From.ToString());
        Assert.Equal("2026-10-25T01:00:01Z", window.To.ToString());
    }

    [Theory]
    [InlineData("yesterday", null, "from")]
    [InlineData("2026-10-25T02:00:00", null, "from")]
    [InlineData(null, "2026-10-25", "to")]
    [InlineData("2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z", "from")]
    [InlineData("2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "from")]
    [InlineData(null, "0001-01-01T00:00:00Z", "to")]
    [InlineData(null, "10000-01-01T00:00:00Z", "to")]
    [InlineData("1969-12-31T23:59:59Z", "1970-01-02T00:00:00Z", "from")]
    [InlineData("a", "b", "from", "to")]
    public void Every_bad_bound_is_named(string? from, string? to, params string[] named)
    {
        var errors = new QueryErrors();
        QueryWindow.Read(from, to, TimeSpan.FromDays(1), QueryWindow.Longest, Now, errors);

        Assert.Equal(named, errors.ToProblem().ProblemDetails.Errors.Keys);
    }

    private static Window Read(string? from, string? to, TimeSpan fallback)
    {
        var errors = new QueryErrors();
        var window = QueryWindow.Read(from, to, fallback, QueryWindow.Longest, Now, errors);
        Assert.False(errors.Any);
        return window;
    }
}
