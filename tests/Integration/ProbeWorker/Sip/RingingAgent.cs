using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Sip;

/// <summary>A sipp that rings for ever, and lets a call be taken back.</summary>
internal sealed class RingingAgent : IAsyncDisposable
{
    private const string Scenario = """
        <?xml version="1.0" encoding="UTF-8" ?>
        <scenario name="ringing">
          <recv request="INVITE" crlf="true"><action>
            <ereg regexp=".*" search_in="hdr" header="Via:" assign_to="via" />
            <ereg regexp=".*" search_in="hdr" header="CSeq:" assign_to="cseq" />
          </action></recv>
          <send><![CDATA[
              SIP/2.0 180 Ringing
              [last_Via:]
              [last_From:]
              [last_To:];tag=ringing
              [last_Call-ID:]
              [last_CSeq:]
              Contact: <sip:ringing@[local_ip]:[local_port]>
              Content-Length: 0

          ]]></send>
          <recv request="CANCEL" />
          <send><![CDATA[
              SIP/2.0 200 OK
              [last_Via:]
              [last_From:]
              [last_To:];tag=ringing
              [last_Call-ID:]
              [last_CSeq:]
              Content-Length: 0

          ]]></send>
          <send retrans="500"><![CDATA[
              SIP/2.0 487 Request Terminated
              Via:[$via]
              [last_From:]
              [last_To:];tag=ringing
              [last_Call-ID:]
              CSeq:[$cseq]
              Content-Length: 0

          ]]></send>
          <recv request="ACK" />
        </scenario>
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-sipp-").FullName;
    private readonly Process _sipp;

    private RingingAgent(int port)
    {
        EndPoint = new(IPAddress.Loopback, port);
        var file = Path.Combine(_folder, "ringing.xml");
        File.WriteAllText(file, Scenario);
        string[] arguments = ["-sf", file, "-i", "127.0.0.1", "-p", $"{port}", "-m", "1", "-nostdin"];
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

    public static async Task<RingingAgent> StartAsync()
    {
        int port;
        using (var free = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)free.LocalEndPoint!).Port;
        }

        var agent = new RingingAgent(port);
        await Until.TrueAsync(
            () => IPGlobalProperties.GetIPGlobalProperties().GetActiveUdpListeners().Contains(agent.EndPoint),
            "sipp listens"
        );
        return agent;
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
