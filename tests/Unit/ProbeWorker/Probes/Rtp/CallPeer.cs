using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Rtp;

/// <summary>A SIP user agent of a few lines of text, which shares no code with the probe. It notes every request.</summary>
internal sealed partial class CallPeer : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<string> _requests = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _responses = Channel.CreateUnbounded<string>();
    private readonly Task _serving;
    private EndPoint _caller = new IPEndPoint(IPAddress.Loopback, 0);
    private string _invite = "";
    private int _asked;

    /// <param name="answer">What is answered to each request; none for silence.</param>
    public CallPeer(Func<CallPeer, string, IEnumerable<string>> answer)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _serving = ServeAsync(answer);
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>A peer that takes calls and hangs up properly.</summary>
    public static CallPeer Answering(Func<string> session) =>
        new(
            (peer, request) =>
                Method(request) switch
                {
                    "INVITE" =>
                    [
                        peer.Response(request, "100 Trying"),
                        peer.Response(request, "180 Ringing"),
                        peer.Response(request, "200 OK", session()),
                    ],
                    "BYE" => [peer.Response(request, "200 OK")],
                    _ => [],
                }
        );

    public static string Session(
        int port,
        string more = "",
        string address = "127.0.0.1",
        string formats = "8",
        string kind = "audio"
    ) =>
        $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\nm={kind} {port} RTP/AVP {formats}\r\n{more}";

    public static string Method(string request) => request[..request.IndexOf(' ', StringComparison.Ordinal)];

    public string Response(string request, string status, string session = "", string more = "") =>
        $"SIP/2.0 {status}\r\n{Copied(request)}Contact: <sip:echo@127.0.0.1:{Port}>\r\n{more}"
        + (session.Length == 0 ? "" : "Content-Type: application/sdp\r\n")
        + $"Content-Length: {session.Length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n{session}";

    /// <summary>Ends the call from this side.</summary>
    public Task HangUpAsync() => SendAsync("BYE", ++_asked, "");

    /// <summary>Offers the session anew in the middle of the call, and acknowledges the answer.</summary>
    /// <param name="session">Empty to offer none.</param>
    /// <param name="answer">To an offer that came with the response; empty for none.</param>
    /// <returns>The 200.</returns>
    public async Task<string> OfferAsync(string session, string answer = "")
    {
        var number = ++_asked;
        await SendAsync("INVITE", number, session);
        await foreach (var response in _responses.Reader.ReadAllAsync(_stop.Token))
        {
            if (Header(response, "CSeq") != $"{number} INVITE")
                continue;

            await SendAsync("ACK", number, answer);
            return response;
        }

        throw new InvalidOperationException("The peer has stopped.");
    }

    private async Task SendAsync(string method, int number, string session)
    {
        var callId = Header(_invite, "Call-ID");
        var request =
            $"{method} sip:probe@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{Port};branch=z9hG4bKpeer{method}{number}\r\n"
            + $"Max-Forwards: 70\r\nFrom: {Header(_invite, "To")};tag=peer\r\nTo: {Header(_invite, "From")}\r\n"
            + $"Call-ID: {callId}\r\nCSeq: {number} {method}\r\nContact: <sip:echo@127.0.0.1:{Port}>\r\n"
            + (session.Length == 0 ? "" : "Content-Type: application/sdp\r\n")
            + $"Content-Length: {session.Length}\r\n\r\n{session}";
        await _socket.SendToAsync(Encoding.UTF8.GetBytes(request), SocketFlags.None, _caller, _stop.Token);
    }

    /// <summary>Waits for a request of that method, however late.</summary>
    public async Task<string> WaitForAsync(string method)
    {
        await foreach (var request in _requests.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (Method(request) == method)
                return request;
        }

        throw new InvalidOperationException("The peer has stopped.");
    }

    /// <summary>Requests that came and were not waited for.</summary>
    public IReadOnlyList<string> Rest()
    {
        var rest = new List<string>();
        while (_requests.Reader.TryRead(out var request))
            rest.Add(request);

        return rest;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _stop.Dispose();
    }

    private static string Header(string message, string name) =>
        message
            .Split("\r\n")
            .First(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..]
            .Trim();

    private static string Copied(string request)
    {
        var headers = CopiedHeaders().Matches(request).Select(match => match.Value);
        return string.Concat(headers.Select(h => h.StartsWith("To:", StringComparison.Ordinal) ? Tagged(h) : h));
    }

    private static string Tagged(string to) =>
        to.Contains(";tag=", StringComparison.Ordinal) ? to : to.TrimEnd() + ";tag=peer\r\n";

    private async Task ServeAsync(Func<CallPeer, string, IEnumerable<string>> answer)
    {
        var buffer = new byte[10_000];
        while (true)
        {
            var got = await _socket.ReceiveFromAsync(
                buffer,
                SocketFlags.None,
                new IPEndPoint(IPAddress.Any, 0),
                _stop.Token
            );
            var request = Encoding.UTF8.GetString(buffer, 0, got.ReceivedBytes);
            if (request.StartsWith("SIP/2.0", StringComparison.Ordinal))
            {
                _responses.Writer.TryWrite(request);
                continue;
            }

            _caller = got.RemoteEndPoint;
            if (Method(request) == "INVITE")
                _invite = request;

            foreach (var response in answer(this, request))
                await _socket.SendToAsync(Encoding.UTF8.GetBytes(response), SocketFlags.None, _caller, _stop.Token);
            _requests.Writer.TryWrite(request);
        }
    }

    [GeneratedRegex("^(Via|From|To|Call-ID|CSeq):.*\r\n", RegexOptions.Multiline)]
    private static partial Regex CopiedHeaders();
}
