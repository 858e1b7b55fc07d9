using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Ringback.Tests.Integration.ProbeWorker.Net;

/// <summary>Programs that a test runs in a folder of its own.</summary>
internal static class LocalProgram
{
    /// <summary>To its end, which must be good.</summary>
    public static async Task RunScriptAsync(string script, string folder, CancellationToken cancel)
    {
        using var bash = Start("bash", ["-e", "-c", script], folder);
        var error = await bash.StandardError.ReadToEndAsync(cancel);
        await bash.WaitForExitAsync(cancel);
        Assert.True(bash.ExitCode == 0, error);
    }

    public static Process Start(string program, IEnumerable<string> arguments, string folder) =>
        Process.Start(
            new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardError = true }
        )!;

    public static async Task UntilListensAsync(int port, Process server, CancellationToken cancel)
    {
        while (true)
        {
            Assert.False(server.HasExited, server.HasExited ? await server.StandardError.ReadToEndAsync(cancel) : "");
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, cancel);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel);
            }
        }
    }

    public static async Task EndAsync(Process server)
    {
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
        server.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
