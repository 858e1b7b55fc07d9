using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Ringback.Tests.BadPeers;

namespace Ringback.Tests.EndToEnd.Hostile;

/// <summary>
/// Servers that repeat in each place of an answer what they were sent, credentials too, and decoded ones beside them, with a naughty string: over
/// HTTPS, SIP, and as receivers of alerts.
/// </summary>
internal sealed class ReflectingPeers : IAsyncDisposable
{
    private readonly string[] _naughty;
    private readonly LoopbackTlsServer _https;
    private readonly UdpClient _sip = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly WebApplication _hooks;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _answering;
    private int _next;

    private ReflectingPeers(string[] naughty)
    {
        _naughty = naughty;
        var certificate = TestAuthority.SelfSigned(IPAddress.Loopback, TimeSpan.FromDays(90));
        _https = new LoopbackTlsServer(
            ReflectAsync,
            new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = true,
#pragma warning disable CA5359 // whoever comes is answered, with a certificate or without one
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
            },
            certificate
        );
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _hooks = builder.Build();
        _hooks.Run(TakeAsync);
        _answering = AnswerSipAsync();
    }

    public Uri Https => _https.Url;

    public string CaFile => _https.CaFile;

    public int SipPort => ((IPEndPoint)_sip.Client.LocalEndPoint!).Port;

    public Uri Hooks => new(_hooks.Urls.First());

    /// <summary>What probes sent, and with which credentials: that the secrets went the real way.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>What receivers of alerts got: path, headers and body.</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    public static async Task<ReflectingPeers> StartAsync(string[] naughty)
    {
        var peers = new ReflectingPeers(naughty);
        await peers._hooks.StartAsync(TestContext.Current.CancellationToken);
        return peers;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _sip.Dispose();
        await _answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _https.DisposeAsync();
        await _hooks.DisposeAsync();
        _stop.Dispose();
    }

    private string Naughty() => _naughty[(uint)Interlocked.Increment(ref _next) % _naughty.Length];

    /// <summary>What can stand in a line of a head: everything but its end.</summary>
    private static string Line(string text) => text.ReplaceLineEndings(" ").Replace("\0", "", StringComparison.Ordinal);

    private async Task ReflectAsync(SslStream stream, string head, CancellationToken cancel)
    {
        var end = head.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var length = HeaderOf(head, "Content-Length") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        var rest = new byte[Math.Max(0, end + length - head.Length)];
        await stream.ReadExactlyAsync(rest, cancel);
        var request = head + Encoding.Latin1.GetString(rest);
        Asked.Enqueue(request);

        var authorization = HeaderOf(head, "Authorization") ?? "none";
        var decoded = authorization.StartsWith("Basic ", StringComparison.Ordinal)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(authorization[6..]))
            : authorization;
        var said = Line($"{Naughty()} {authorization} {decoded} {request}");
        var body = Encoding.UTF8.GetBytes($"{Naughty()}\n{authorization}\n{decoded}\n{request}");
        var answer = Encoding.UTF8.GetBytes(
            $"HTTP/1.1 403 {said}\r\nServer: {said}\r\nX-Said: {said}\r\nWWW-Authenticate: Basic realm=\"{said}\"\r\n"
                + $"Set-Cookie: said={said}\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"
        );
        await stream.WriteAsync((byte[])[.. answer, .. body], cancel);
    }

    private async Task AnswerSipAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var datagram = await _sip.ReceiveAsync(_stop.Token);
            var request = Encoding.UTF8.GetString(datagram.Buffer);
            Asked.Enqueue(request);
            var authorization = HeaderOf(request, "Authorization");
            var said = Line($"{Naughty()} {authorization}");
            var kept = request
                .Split("\r\n")
                .Where(line =>
                    line.StartsWith("Via:", StringComparison.OrdinalIgnoreCase)
                    || line.StartsWith("From:", StringComparison.OrdinalIgnoreCase)
                    || line.StartsWith("To:", StringComparison.OrdinalIgnoreCase)
                    || line.StartsWith("Call-ID:", StringComparison.OrdinalIgnoreCase)
                    || line.StartsWith("CSeq:", StringComparison.OrdinalIgnoreCase)
                );
            var status = authorization is null
                ? "401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"peers\", nonce=\"once\", algorithm=MD5, qop=\"auth\""
                : $"403 {said}\r\nServer: {said}\r\nWarning: 399 peers \"{said}\"\r\nX-Authorization: {authorization}";
            var answer = $"SIP/2.0 {status}\r\n{string.Join("\r\n", kept)}\r\nContent-Length: 0\r\n\r\n";
            await _sip.SendAsync(Encoding.UTF8.GetBytes(answer), datagram.RemoteEndPoint, _stop.Token);
        }
    }

    /// <summary>Refuses each second request in its words.</summary>
    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = string.Join('\n', context.Request.Headers.Select(each => $"{each.Key}: {each.Value}"));
        var told = $"{context.Request.Path}\n{headers}\n{await reader.ReadToEndAsync(context.RequestAborted)}";
        Told.Enqueue(told);
        context.Response.StatusCode =
            Told.Count % 2 == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        var said = new string([.. $"{Naughty()} {headers}".Where(letter => letter is >= ' ' and < '\x7f')]);
        context.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = said;
        await context.Response.WriteAsync($"{Naughty()}\n{told}", context.RequestAborted);
    }

    private static string? HeaderOf(string head, string name) =>
        head.Split("\r\n")
            .FirstOrDefault(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))
            ?[(name.Length + 1)..].Trim();
}
