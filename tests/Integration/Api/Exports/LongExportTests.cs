using System.Buffers;
using Ringback.Model;
using Ringback.Store.Retention;
using Ringback.Tests.Integration.Aggregator;
using Ringback.Tests.Integration.Lab;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Api.Exports;

/// <summary>A year of raw results, each minute of it, in packed days: none of the forms ever has it in memory.</summary>
public sealed class LongExportTests(LabFixture lab) : IAsyncLifetime
{
    private const int Days = 365;
    private const int RunsOfDay = 24 * 60;

    /// <summary>What a year may take beyond what ten days do. Its results alone would be ten times as much.</summary>
    private const long Slack = 160 << 20;

    private static readonly DateOnly First = new(2026, 10, 6);
    private static readonly Instant From = Start(First);
    private Centre _centre = null!;
    private ApiProcess _api = null!;

    public async ValueTask InitializeAsync()
    {
        _centre = await Centre.StartAsync(lab, Samples.Catalog(Samples.Target("pbx")));
        _centre.SetTime(From + TimeSpan.FromDays(1));
        await _centre.IngestAsync(
            Enumerable
                .Range(0, RunsOfDay)
                .Select(minute => Samples.Result("pbx", "prague", From + TimeSpan.FromMinutes(minute)))
        );
        var packing = new PackingLedger(_centre.Database.Source);
        await packing.OpenAsync(Start(First.AddDays(Days)), TestContext.Current.CancellationToken);
        Assert.NotNull(await packing.PackAsync(1, First, TestContext.Current.CancellationToken));
        await using var copy = _centre.Database.Source.CreateCommand(
            $"""
            insert into packed_result
            select target, region, day + later, judged, measured from packed_result cross join generate_series(1, {Days
                - 1}) as later
            """
        );
        Assert.Equal(Days - 1, await copy.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        _api = await ApiProcess.StartAsync(_centre.Database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _centre.DisposeAsync();
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    [InlineData("parquet")]
    public async Task A_year_takes_hardly_more_memory_than_ten_days(string form)
    {
        await ReadAsync(form, 10); // compiled, and with the heap that it likes
        _api.ForgetPeak();
        var (_, tenBytes) = await ReadAsync(form, 10);
        var ten = _api.Peak();

        var (lines, bytes) = await ReadAsync(form, Days);
        var year = _api.Peak();

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{form}: {bytes >> 20} MiB; resident at most {ten >> 20} MiB for ten days, {year >> 20} MiB for a year"
        );
        if (form != "parquet")
            Assert.Equal((Days * RunsOfDay) + (form == "csv" ? 1 : 0), lines);
        Assert.InRange(bytes, 30 * tenBytes, long.MaxValue);
        Assert.InRange(year - ten, long.MinValue, Slack);
    }

    [Fact]
    public async Task Its_pages_as_JSON_are_bounded_however_long_the_window_is()
    {
        var page = await _api.Http.GetStringAsync(
            Path("json", Days) + "&limit=1000",
            TestContext.Current.CancellationToken
        );

        Assert.Equal(1000, System.Text.Json.JsonElement.Parse(page).GetProperty("results").GetArrayLength());
    }

    /// <summary>Reads an export to its end, and keeps nothing of it.</summary>
    private async Task<(long Lines, long Bytes)> ReadAsync(string form, int days)
    {
        await using var body = await _api.Http.GetStreamAsync(Path(form, days), TestContext.Current.CancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        var (lines, bytes) = (0L, 0L);
        for (int read; (read = await body.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0; bytes += read)
            lines += buffer.AsSpan(0, read).Count((byte)'\n');

        ArrayPool<byte>.Shared.Return(buffer);
        return (lines, bytes);
    }

    private static string Path(string form, int days) =>
        $"/v1/targets/pbx/results?from={From}&to={Start(First.AddDays(days))}&format={form}{(form == "ndjson" ? "&fields=region,scheduled_at,outcome,duration_seconds" : "")}";

    private static Instant Start(DateOnly day) =>
        Instant.From(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));
}
