using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

/// <summary>A SIP server as a script: text in, texts out. Shares no code with the parser, the writer or the client.</summary>
internal sealed partial class LoopbackSipPeer : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();
    private readonly Func<string, int, IEnumerable<string>> _answers;
    private readonly Task _serving;
    private EndPoint _client;

    /// <param name="answers">What to send back for a message, and for which one since the start, from 0.</param>
    /// <param name="address">Loopback of IPv4 where not given.</param>
    public LoopbackSipPeer(Func<string, int, IEnumerable<string>> answers, IPAddress? address = null)
    {
        _answers = answers;
        _client = new IPEndPoint(address ?? IPAddress.Loopback, 0);
        _socket = new Socket(_client.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(_client);
        _serving = ServeAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>The next message that begins so; earlier others are skipped.</summary>
    public async Task<string> NextAsync(string start)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            var message = await _received.Reader.ReadAsync(patience.Token);
            if (message.StartsWith(start, StringComparison.Ordinal))
                return message;
        }
    }

    /// <summary>What came so far and was not taken by <see cref="NextAsync"/>.</summary>
    public IReadOnlyList<string> Rest()
    {
        var rest = new List<string>();
        while (_received.Reader.TryRead(out var message))
            rest.Add(message);

        return rest;
    }

    public Task SendAsync(string message) =>
        _socket
            .SendToAsync(Encoding.Latin1.GetBytes(message.ReplaceLineEndings("\r\n")), _client, _stop.Token)
            .AsTask();

    /// <summary>A response, with what it copies of its request, and a tag.</summary>
    public static string Response(string request, string status, string more = "", string body = "")
    {
        var headers = string.Concat(CopiedHeaders().Matches(request));
        if (!status.StartsWith("100", StringComparison.Ordinal))
            headers = UntaggedTo().Replace(headers, "$1;tag=peer\r\n");

        return $"SIP/2.0 {status}\r\n{headers}{more}Content-Length: {body.Length}\r\n\r\n{body}";
    }

    /// <summary>A 2xx to an INVITE, with a Contact and the answer to its offer.</summary>
    public string Answered(string request, string more = "") =>
        Response(
            request,
            "200 OK",
            $"Contact: <sip:echo@{EndPoint}>\r\nContent-Type: application/sdp\r\n{more}",
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 16000 RTP/AVP 8\r\n"
        );

    /// <summary>A request of the peer in the dialog of an INVITE.</summary>
    public static string InDialog(string invite, string method, int cseq)
    {
        var (from, to) = (Header(invite, "From"), Header(invite, "To"));
        return $"{method} sip:ringback@client SIP/2.0\r\nVia: SIP/2.0/UDP peer;branch=z9hG4bK-{method}-{cseq}\r\n"
            + $"Max-Forwards: 70\r\nFrom: {to};tag=peer\r\nTo: {from}\r\nCall-ID: {Header(invite, "Call-ID")}\r\n"
            + $"CSeq: {cseq} {method}\r\nContent-Length: 0\r\n\r\n";
    }

    public static string Header(string message, string name) =>
        Regex.Match(message, $"^{name}: (.*?)\r$", RegexOptions.Multiline).Groups[1].Value;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[65_535];
        for (var number = 0; ; number++)
        {
            var got = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, _client, _stop.Token);
            _client = got.RemoteEndPoint;
            var message = Encoding.Latin1.GetString(buffer, 0, got.ReceivedBytes);
            foreach (var answer in _answers(message, number))
                await _socket.SendToAsync(Encoding.Latin1.GetBytes(answer), SocketFlags.None, _client, _stop.Token);

            await _received.Writer.WriteAsync(message, _stop.Token);
        }
    }

    [GeneratedRegex("^(Via|From|To|Call-ID|CSeq|Record-Route):.*\r\n", RegexOptions.Multiline)]
    private static partial Regex CopiedHeaders();

    [GeneratedRegex("^(To:(?!.*;tag=).*?)\r\n", RegexOptions.Multiline)]
    private static partial Regex UntaggedTo();
}
