using System.Diagnostics;
using System.Globalization;

namespace Ringback.Tests.Benchmarks.Https;

/// <summary>The packets of one port on loopback, by tshark, and the phases of its TLS connections that they show.</summary>
internal sealed class PacketCapture : IAsyncDisposable
{
    /// <summary>Session tickets come right after the handshake; the answer comes after the server's wait.</summary>
    private const double LeastWait = 0.01;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"ringback-capture-{Guid.NewGuid():N}.pcap");
    private readonly int _port;
    private Process? _tshark;

    private PacketCapture(int port) => _port = port;

    public static async Task<PacketCapture> StartAsync(int port, CancellationToken cancel)
    {
        var capture = new PacketCapture(port);
        capture._tshark = Start($"-i lo -f \"tcp port {port}\" -w {capture._file}");
        while (await capture._tshark.StandardError.ReadLineAsync(cancel) is { } line)
        {
            if (line.Contains("Capture started", StringComparison.Ordinal))
                break;
        }

        return capture;
    }

    /// <summary>Of each connection, in the order in which they were opened.</summary>
    public async Task<IReadOnlyList<ReportedPhases>> StopAsync(CancellationToken cancel)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancel); // what the kernel still holds
        using (var kill = Process.Start("kill", ["-INT", _tshark!.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(cancel);

        await _tshark.WaitForExitAsync(cancel);
        using var reader = Start(
            $"-r {_file} -T fields -e tcp.stream -e frame.time_epoch -e tcp.dstport -e tcp.len -e tcp.flags.syn"
        );
        var text = await reader.StandardOutput.ReadToEndAsync(cancel);
        return
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('\t'))
                .GroupBy(fields => int.Parse(fields[0], CultureInfo.InvariantCulture))
                .OrderBy(stream => stream.Key)
                .Select(stream => Phases([.. stream.Select(Packet)])),
        ];
    }

    public ValueTask DisposeAsync()
    {
        if (_tshark is { HasExited: false })
            _tshark.Kill();

        _tshark?.Dispose();
        File.Delete(_file);
        return ValueTask.CompletedTask;
    }

    private (double At, bool ToServer, int Length, bool Syn) Packet(string[] fields) =>
        (
            double.Parse(fields[1], CultureInfo.InvariantCulture),
            fields[2] == _port.ToString(CultureInfo.InvariantCulture),
            int.Parse(fields[3], CultureInfo.InvariantCulture),
            fields[4] is "1" or "True"
        );

    /// <summary>
    /// TLS 1.3: the client sends its hello, its Finished, and its request. The handshake takes until the server's Finished
    /// is there: what a client does with it before it answers is its own time.
    /// </summary>
    private static ReportedPhases Phases(IReadOnlyList<(double At, bool ToServer, int Length, bool Syn)> packets)
    {
        var synced = packets.Where(p => p.Syn).ToList();
        var sent = packets.Where(p => p is { ToServer: true, Length: > 0 }).Take(3).ToList();
        var answer = packets.First(p => p is { ToServer: false, Length: > 0 } && p.At > sent[2].At + LeastWait);
        var shaken = packets.Last(p => p is { ToServer: false, Length: > 0 } && p.At <= sent[1].At);
        return new(synced[1].At - synced[0].At, shaken.At - sent[0].At, answer.At - sent[2].At);
    }

    private static Process Start(string arguments) =>
        Process.Start(
            new ProcessStartInfo("tshark", arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
}
