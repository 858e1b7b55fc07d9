using System.Diagnostics;
using System.Globalization;
using Ringback.Cli.Lab;

namespace Ringback.Tests.Benchmarks.Lab;

/// <summary>The API's own process over a ledger, open to all, and with limits that nobody reaches: what asks it is not what is measured.</summary>
internal sealed class ServedLedger : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private readonly Process _process;

    private ServedLedger(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public Uri Url => new($"http://127.0.0.1:{Port}");

    /// <summary>Processor time of the API so far.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<ServedLedger> StartAsync(BenchmarkLab lab, string database, CancellationToken cancel)
    {
        var port = PortClaims.Take(lab.Folder, 1).First;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Ringback.Api.dll")]);
        start.Environment["Database"] = database;
        start.Environment["Listen"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        start.Environment["Access"] = "open";
        start.Environment["RateLimit__Address"] = "1000000"; // counted as in life, and never reached
        start.Environment["RateLimit__Key"] = "0";
        var served = new ServedLedger(Process.Start(start)!, port);
        using var http = new HttpClient { BaseAddress = served.Url };
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync("/readyz", cancel);
                if (answer.IsSuccessStatusCode)
                    return served;
            }
            catch (HttpRequestException) when (!served._process.HasExited)
            {
                // It does not listen yet.
            }

            await Task.Delay(Poll, TimeProvider.System, cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
