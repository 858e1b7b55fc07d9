using System.Text;
using System.Text.Json;
using Ringback.Api.Exports;
using Ringback.Model;

namespace Ringback.Tests.Unit.Api.Exports;

/// <summary>Whatever stands in a cell, it comes back, and no spreadsheet runs it; however many rows there are, few are in memory.</summary>
public class FormsTests
{
    private sealed record Row(string Text, long Whole);

    private static readonly Table<Row> Table = new Table<Row>("rows", [])
        .Text("text", row => row.Text)
        .Whole("whole", row => row.Whole);

    [Fact]
    public void Any_text_is_one_cell_of_csv_and_no_formula() =>
        Gen.String[Gen.Char, 0, 40]
            .Where(text => IsUnicode(text))
            .Array[0, 5]
            .Sample(
                texts =>
                {
                    var cells = ReadCsv(Write(texts)).Skip(1).ToList();

                    Assert.Equal(texts.Length, cells.Count);
                    foreach (var (text, cell) in texts.Zip(cells))
                    {
                        Assert.Equal(["7"], cell[1..]);
                        Assert.DoesNotContain(cell[0].FirstOrDefault(), "=+-@\t\r\n|%＝＋－＠");
                        Assert.Equal(text, cell[0].StartsWith('\'') && cell[0] != text ? cell[0][1..] : cell[0]);
                    }
                },
                iter: 5_000
            );

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("-2+3", "\"'-2+3\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("＝1", "\"'＝1\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("a\r\nb", "\"a\r\nb\"")]
    [InlineData("plain", "plain")]
    public void A_cell_is_quoted_where_it_must_be(string text, string expected) =>
        Assert.Equal(expected, CsvForm.Text(text));

    [Fact]
    public void Any_text_is_one_line_of_ndjson() =>
        Gen.String[Gen.Char, 0, 40]
            .Sample(
                text =>
                {
                    using var output = new MemoryStream();
                    NdjsonForm.WriteAsync(output, Table, Rows([text]), CancellationToken.None).GetAwaiter().GetResult();
                    var line = Encoding.UTF8.GetString(output.ToArray());
                    Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
                    Assert.Equal(
                        IsUnicode(text) ? text : null,
                        IsUnicode(text) ? JsonElement.Parse(line).GetProperty("text").GetString() : null
                    );
                },
                iter: 2_000
            );

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    [InlineData("parquet")]
    public async Task A_long_listing_is_never_in_memory_as_a_whole(string form)
    {
        const int Count = 300_000; // a kilobyte each
        var most = 0L;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var write = form switch
        {
            "csv" => CsvForm.WriteAsync(Stream.Null, Table, Many(), TestContext.Current.CancellationToken),
            "ndjson" => NdjsonForm.WriteAsync(Stream.Null, Table, Many(), TestContext.Current.CancellationToken),
            _ => ParquetForm.WriteAsync(Stream.Null, Table, Many(), TestContext.Current.CancellationToken),
        };
        await write;

        Assert.InRange(most - before, long.MinValue, 64 * 1024 * 1024);

        async IAsyncEnumerable<Row> Many()
        {
            for (var i = 0; i < Count; i++)
            {
                if (i % 50_000 == 49_999)
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));

                yield return new Row(new string((char)('a' + (i % 26)), 500), i);
            }

            await Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_listing_asks_for_a_page_when_the_one_before_is_written()
    {
        var asked = new List<string?>();
        var all = Listing.All<string>(
            (last, _) =>
            {
                asked.Add(last);
                var start = last is null ? 0 : int.Parse(last, null) + 1;
                return Task.FromResult<IReadOnlyList<string>>([
                    .. Enumerable.Range(start, Math.Min(3, 7 - start)).Select(i => $"{i}"),
                ]);
            },
            3,
            TestContext.Current.CancellationToken
        );

        var seen = new List<string>();
        await foreach (var row in all.WithCancellation(TestContext.Current.CancellationToken))
        {
            seen.Add(row);
            Assert.True(asked.Count <= ((seen.Count - 1) / 3) + 1);
        }

        Assert.Equal("0 1 2 3 4 5 6", string.Join(' ', seen));
        Assert.Equal([null, "2", "5"], asked);
    }

    [Fact]
    public async Task A_column_of_instants_is_rfc_3339()
    {
        using var output = new MemoryStream();
        var table = new Table<Instant>("at", [])
            .At("at", at => at)
            .Exact("share", _ => 0.100m)
            .Flag("is", _ => true)
            .Real("none", _ => null);
        await CsvForm.WriteAsync(
            output,
            table,
            new[] { Instant.UnixEpoch }.ToAsyncEnumerable(),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(
            "at,share,is,none\r\n1970-01-01T00:00:00Z,0.100,true,\r\n",
            Encoding.UTF8.GetString(output.ToArray())
        );
    }

    private static string Write(string[] texts)
    {
        using var output = new MemoryStream();
        CsvForm.WriteAsync(output, Table, Rows(texts), CancellationToken.None).GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static IAsyncEnumerable<Row> Rows(string[] texts) =>
        texts.Select(text => new Row(text, 7)).ToAsyncEnumerable();

    private static bool IsUnicode(string text) => !text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar);

    /// <summary>By RFC 4180, written from the RFC.</summary>
    private static List<string[]> ReadCsv(string text)
    {
        var (lines, cells, cell, isQuoted) = (new List<string[]>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (isQuoted && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[i++]);
            else if (text[i] == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && text[i] == ',')
                Next();
            else if (!isQuoted && text[i] == '\r' && text[i + 1] == '\n')
            {
                Next();
                lines.Add([.. cells]);
                cells.Clear();
                i++;
            }
            else
                cell.Append(text[i]);
        }

        return lines;

        void Next()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }
}
