using System.Buffers.Text;
using System.Text;
using Ringback.Api.Endpoints;
using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Store.Reads;

namespace Ringback.Tests.Unit.Api.Endpoints;

public class ResultCursorTests
{
    [Fact]
    public void What_is_written_is_read_again() =>
        Gen.Select(
                Gen.Long[0, 253_402_300_799_000_000],
                Gen.Enum<Trigger>(),
                Gen.Int[0, 2].Select(i => new[] { "prague", "a-1", "x" }[i])
            )
            .Sample(
                (at, trigger, region) =>
                {
                    var last = new ProbeResult
                    {
                        Target = "t",
                        Region = region,
                        ScheduledAt = new Instant(at),
                        StartedAt = new Instant(at),
                        Trigger = trigger,
                        Outcome = Outcome.Up,
                    };

                    var written = ResultCursor.Of(new Instant(at / 2), last);
                    Assert.True(ResultCursor.TryParse(written.ToString(), out var read));
                    Assert.Equal(written, read);
                    Assert.Equal(new ResultPlace(last.ScheduledAt, region, trigger), read!.After);
                }
            );

    [Theory]
    [InlineData("")]
    [InlineData("1 1")]
    [InlineData("1 1 prague")]
    [InlineData("1 1 9 prague")]
    [InlineData("1 -1 1 prague")]
    [InlineData("1 99999999999999999999 1 prague")]
    [InlineData("253402300800000000 1 1 prague")]
    [InlineData("1 253402300800000000 1 prague")]
    [InlineData("1 1 1 Prague'; drop table result")]
    public void A_forged_one_is_refused(string text) =>
        Assert.False(ResultCursor.TryParse(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text)), out _));

    [Fact]
    public void Any_text_is_read_or_refused_but_never_thrown_at() =>
        Gen.String.Sample(text => Assert.Equal(ResultCursor.TryParse(text, out var read), read is not null));
}
