using System.Buffers;
using System.Globalization;

namespace Ringback.Tests.Benchmarks.Lab;

/// <summary>Requests as strangers make them, and how long they wait.</summary>
internal sealed class HttpLoad(HttpClient http)
{
    private const int WarmUp = 2_000; // so that nothing is compiled while it is measured

    /// <summary>Each request starts at its instant, whether or not the ones before it are answered; its time counts from there.</summary>
    /// <returns>How many requests were made.</returns>
    public async Task<int> RateAsync(
        string what,
        int perSecond,
        TimeSpan length,
        Func<int, string> path,
        CancellationToken cancel
    )
    {
        for (var warm = 0; warm < WarmUp; warm++)
            await GetAsync(path(warm), cancel);

        var count = (int)(perSecond * length.TotalSeconds);
        var failed = 0;
        var start = TimeProvider.System.GetTimestamp();
        var waits = new Task<TimeSpan>[count];
        for (var request = 0; request < count; request++)
        {
            var due = TimeSpan.FromSeconds((double)request / perSecond);
            while (TimeProvider.System.GetElapsedTime(start) < due)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancel);

            waits[request] = WaitAsync(path(request), due);
        }

        var done = await Task.WhenAll(waits);
        var took = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        Print(what, done, $"{count} requests in {took:F1} s, {failed} of them failed");
        return WarmUp + count;

        async Task<TimeSpan> WaitAsync(string asked, TimeSpan due)
        {
            try
            {
                await GetAsync(asked, cancel);
            }
            catch (HttpRequestException)
            {
                Interlocked.Increment(ref failed); // such as 503, where the ledger has no connection left
            }

            return TimeProvider.System.GetElapsedTime(start) - due;
        }
    }

    public async Task SeriesAsync(string what, string path, int rounds, CancellationToken cancel)
    {
        await GetAsync(path, cancel);
        var waits = new List<TimeSpan>();
        var bytes = 0L;
        for (var round = 0; round < rounds; round++)
        {
            var started = TimeProvider.System.GetTimestamp();
            bytes = await GetAsync(path, cancel);
            waits.Add(TimeProvider.System.GetElapsedTime(started));
        }

        Print(what, waits, $"{bytes / 1024} KiB each");
    }

    /// <summary>Reads the answer and keeps nothing of it: its client shares the machine.</summary>
    /// <exception cref="HttpRequestException">It was refused.</exception>
    public async Task<long> GetAsync(string path, CancellationToken cancel)
    {
        using var response = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancel);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
        var length = 0L;
        for (int read; (read = await body.ReadAsync(buffer, cancel)) > 0; )
            length += read;

        ArrayPool<byte>.Shared.Return(buffer);
        return length;
    }

    public static void Print(string what, IReadOnlyList<TimeSpan> waits, string more)
    {
        var sorted = waits.Select(wait => wait.TotalMilliseconds).Order().ToArray();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: p50 {At(0.5):F1} ms, p99 {At(0.99):F1} ms, most {sorted[^1]:F1} ms; {more}"
            )
        );

        double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }
}
