using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ringback.Tests.BadPeers;

namespace Ringback.Tests.Benchmarks.Https;

/// <summary>Prometheus' blackbox_exporter as Debian has it, on loopback.</summary>
internal sealed class BlackboxExporter : IAsyncDisposable
{
    private const string Program = "/usr/bin/prometheus-blackbox-exporter";

    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly string _configuration;

    private BlackboxExporter(Process process, int port, string configuration)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        _configuration = configuration;
    }

    /// <returns>Null where it is not installed.</returns>
    public static async Task<BlackboxExporter?> TryStartAsync(LoopbackTlsServer server, CancellationToken cancel)
    {
        if (!File.Exists(Program))
            return null;

        var configuration = Path.Combine(Path.GetTempPath(), $"ringback-blackbox-{Guid.NewGuid():N}.yml");
        await File.WriteAllTextAsync(
            configuration,
            $"modules: {{ https: {{ prober: http, timeout: 5s, http: {{ preferred_ip_protocol: ip4, tls_config: {{ ca_file: {server.CaFile} }} }} }} }}\n",
            cancel
        );
        var port = FreePort();
        var process = Process.Start(
            new ProcessStartInfo(
                Program,
                $"--config.file={configuration} --web.listen-address=127.0.0.1:{port} --log.level=error"
            )
        )!;
        var exporter = new BlackboxExporter(process, port, configuration);
        for (var i = 0; i < 100; i++)
        {
            try
            {
                await exporter._http.GetStringAsync(new Uri("-/healthy", UriKind.Relative), cancel);
                return exporter;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancel);
            }
        }

        throw new InvalidOperationException("blackbox_exporter does not answer");
    }

    /// <summary>One probe; its "processing" is what we call first_byte.</summary>
    public async Task<ReportedPhases> ProbeAsync(Uri url, CancellationToken cancel)
    {
        var text = await _http.GetStringAsync(
            new Uri($"probe?module=https&target={Uri.EscapeDataString(url.AbsoluteUri)}", UriKind.Relative),
            cancel
        );
        if (!text.Contains("probe_success 1", StringComparison.Ordinal))
            throw new InvalidOperationException(text);

        double Phase(string name) =>
            text.Split('\n')
                .Where(line =>
                    line.StartsWith($"probe_http_duration_seconds{{phase=\"{name}\"}}", StringComparison.Ordinal)
                )
                .Select(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture))
                .Single();
        return new(Phase("connect"), Phase("tls"), Phase("processing"));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        File.Delete(_configuration);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
