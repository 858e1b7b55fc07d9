using System.Net;
using System.Text;
using System.Text.Json;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net.Http;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Http;

public sealed class TextValuesTests
{
    private const string Secret = "geheim+/ =&\"é";

    [Fact]
    public void A_secret_is_taken_out_in_every_way_that_it_is_written_in()
    {
        var values = new TextValues();
        values.Hide(Secret);
        foreach (
            var shape in new[]
            {
                Secret,
                Uri.EscapeDataString(Secret),
                WebUtility.UrlEncode(Secret),
                JsonEncodedText.Encode(Secret).ToString(),
                Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)),
            }
        )
            Assert.Equal("<(removed)> and (removed)", values.Redact($"<{shape}> and {shape}"));
    }

    [Fact]
    public void Where_a_text_was_cut_the_beginning_of_a_secret_goes_too()
    {
        var values = new TextValues();
        values.Hide("0123456789");

        Assert.Equal("it is (removed)", values.Redact("it is 012345"));
        Assert.Equal("it is (removed)…\nand (removed)… 3", values.Redact("it is 0123456…\nand 0123456789… 3"));
        Assert.Equal("it is 012345, whole", values.Redact("it is 012345, whole"));
        Assert.Equal("it is 01234", values.Redact("it is 01234")); // as short as what is never hidden
    }

    [Fact]
    public async Task What_a_run_says_by_an_exception_is_held_to_it_too()
    {
        var values = new TextValues();
        values.Hide("0123456789");
        var judged = await values.RedactAsync(() =>
            throw new JudgedException(Judgement.Down(Reason.UnexpectedStatus, "/socket?k=0123456789 was refused"))
        );

        Assert.Equal((Outcome.Down, "/socket?k=(removed) was refused"), (judged.Outcome, judged.Detail));
    }
}
