using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Sip;

/// <summary>A sipp that takes one call as a scenario of <see cref="SippScenarios"/> has it.</summary>
internal sealed class SippAgent : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-sipp-").FullName;
    private readonly Process _sipp;

    private SippAgent(string scenario, int port, int mediaPort)
    {
        EndPoint = new(IPAddress.Loopback, port);
        var file = Path.Combine(_folder, "scenario.xml");
        File.WriteAllText(file, scenario);
        string[] arguments =
        [
            .. new[] { "-sf", file, "-i", "127.0.0.1", "-p", $"{port}", "-m", "1", "-nostdin" },
            .. new[] { "-rtp_echo", "-mi", "127.0.0.1", "-mp", $"{mediaPort}" },
        ];
        _sipp = Process.Start(
            new ProcessStartInfo("sipp", arguments)
            {
                WorkingDirectory = _folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        _sipp.OutputDataReceived += (_, _) => { };
        _sipp.ErrorDataReceived += (_, _) => { };
        _sipp.BeginOutputReadLine();
        _sipp.BeginErrorReadLine();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>It sends back what comes to its media port.</summary>
    public static async Task<SippAgent> StartAsync(string scenario)
    {
        var agent = new SippAgent(scenario, FreePort(), FreePort() & ~1);
        await Until.TrueAsync(
            () => IPGlobalProperties.GetIPGlobalProperties().GetActiveUdpListeners().Contains(agent.EndPoint),
            "sipp listens"
        );
        return agent;
    }

    private static int FreePort()
    {
        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)free.LocalEndPoint!).Port;
    }

    /// <summary>Sipp's own verdict: 0 where the call went as its scenario has it, ACK included.</summary>
    public async Task<int> ExitCodeAsync(CancellationToken cancel)
    {
        await _sipp.WaitForExitAsync(cancel);
        return _sipp.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_sipp.HasExited)
            _sipp.Kill();

        await _sipp.WaitForExitAsync();
        _sipp.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
