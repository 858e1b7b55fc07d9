using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;

namespace Ringback.Cli.Lab;

/// <summary>Asks a server until it answers as its ready check wants.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);

    /// <exception cref="LabException">It ended, or did not answer in time; the message holds the end of its log.</exception>
    public static async Task WaitAsync(Server server, Process process, CancellationToken cancel)
    {
        var started = TimeProvider.System.GetTimestamp();
        var deadline = TimeSpan.FromSeconds(server.Ready.WithinSeconds);
        while (!await AnswersAsync(server, cancel))
        {
            if (process.HasExited)
                throw new LabException(
                    $"{server.Name} ended with {process.ExitCode} instead of answering\n{LogTail(server)}"
                );
            if (TimeProvider.System.GetElapsedTime(started) > deadline)
                throw new LabException(
                    $"{server.Name} did not answer within {deadline.TotalSeconds} s\n{LogTail(server)}"
                );
            await Task.Delay(Poll, TimeProvider.System, cancel);
        }
    }

    public static string LogTail(Server server) =>
        File.Exists(server.Log)
            ? $"the end of {server.Log}:\n" + string.Join('\n', File.ReadLines(server.Log).TakeLast(20))
            : "it wrote no log";

    private static async Task<bool> AnswersAsync(Server server, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AnswerLimit);
        try
        {
            return server.Ready switch
            {
                { Tcp: { } port } => await TalkAsync(server, SocketType.Stream, ProtocolType.Tcp, port, limit.Token),
                { Udp: { } port, Send: null, SendHex: null } => IsBound(server.Ports[port].First),
                { Udp: { } port } => await TalkAsync(server, SocketType.Dgram, ProtocolType.Udp, port, limit.Token),
                { File: { } file } => File.Exists(file),
                { Command: { } command } => await SucceedsAsync(server, command, limit.Token),
                _ => throw new LabException($"{server.Name}: ready names no port, file or command"),
            };
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<bool> TalkAsync(
        Server server,
        SocketType type,
        ProtocolType protocol,
        string port,
        CancellationToken cancel
    )
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Ports[port].First), cancel);
        if (Question(server.Ready) is not { } question)
            return true;
        await socket.SendAsync(question, cancel);
        return await socket.ReceiveAsync(new byte[2048], cancel) > 0;
    }

    private static bool IsBound(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveUdpListeners().Any(bound => bound.Port == port);

    private static byte[]? Question(ReadyCheck ready) =>
        ready.SendHex is { } hex ? Convert.FromHexString(hex)
        : ready.Send is { } text ? Encoding.UTF8.GetBytes(text)
        : null;

    private static async Task<bool> SucceedsAsync(Server server, string command, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec {command} >/dev/null 2>&1"]))!;
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0;
    }
}
