using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ringback.Cli.Lab;

namespace Ringback.Tests.Benchmarks.Media;

/// <summary>A called party: SIPp answers every call, and says that its media is at an echo of ours that drops nothing by itself.</summary>
/// <remarks>SIPp's own echo has the system's usual buffer and one thread for everything: at 5,000 packets a second it drops some.</remarks>
internal sealed class EchoAgent : IDisposable
{
    private readonly Process _sipp;

    private EchoAgent(Process sipp, int port) => (_sipp, Port) = (sipp, port);

    /// <summary>Of its signalling, over UDP on loopback.</summary>
    public int Port { get; }

    /// <param name="folder">Where its scenario is written; of the benchmark alone.</param>
    public static async Task<EchoAgent> StartAsync(string folder, IPEndPoint media, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var scenario = Path.Combine(folder, "echo-agent.xml");
        var port = media.Port.ToString(CultureInfo.InvariantCulture);
        var template = await File.ReadAllTextAsync(Path.Combine(ServerPlans.FolderOf("echo"), "echo.xml"), cancel);
        await File.WriteAllTextAsync(
            scenario,
            template.Replace("[media_port]", port, StringComparison.Ordinal),
            cancel
        );
        int signalling;
        using (var any = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)))
            signalling = ((IPEndPoint)any.Client.LocalEndPoint!).Port;

        var own = signalling.ToString(CultureInfo.InvariantCulture);
        var sipp = Process.Start(
            new ProcessStartInfo(
                "sipp",
                [
                    "-sf",
                    scenario,
                    "-i",
                    "127.0.0.1",
                    "-p",
                    own,
                    "-mi",
                    "127.0.0.1",
                    "-nostdin",
                    "-recv_timeout",
                    "600000",
                ]
            )
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        sipp.OutputDataReceived += (_, _) => { }; // its screen
        sipp.BeginOutputReadLine();
        sipp.BeginErrorReadLine();
        while (!IsBound(signalling) && !sipp.HasExited)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel);

        return new(sipp, signalling);
    }

    public void Dispose()
    {
        if (!_sipp.HasExited)
            _sipp.Kill();

        _sipp.WaitForExit();
        _sipp.Dispose();
    }

    private static bool IsBound(int port) =>
        File.ReadLines("/proc/net/udp").Any(row => row.Contains($"0100007F:{port:X4} ", StringComparison.Ordinal));
}
