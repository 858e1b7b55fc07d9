using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.Api.Exports;

/// <summary>The API's own process over a ledger, open to all and without limits: its memory is nobody else's.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ApiProcess(Process process, string url)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = new Uri(url), Timeout = Timeout.InfiniteTimeSpan };
    }

    public HttpClient Http { get; }

    public static async Task<ApiProcess> StartAsync(string database)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Ringback.Api.dll")]);
        start.Environment["Database"] = database;
        start.Environment["Listen"] = url;
        start.Environment["Access"] = "open";
        start.Environment["RateLimit__Address"] = "0";
        var started = new ApiProcess(Process.Start(start)!, url);
        await Until.TrueAsync(started.IsReadyAsync, "the API is ready");
        return started;
    }

    /// <summary>Bytes that were resident at most, since the last <see cref="ForgetPeak"/>.</summary>
    public long Peak()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status")
            .Single(each => each.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture)
            * 1024;
    }

    public void ForgetPeak() => File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync("/readyz", TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException) when (!_process.HasExited)
        {
            return false; // it does not listen yet
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
