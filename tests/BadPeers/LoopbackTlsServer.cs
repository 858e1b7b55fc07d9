using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Ringback.Tests.BadPeers;

/// <summary>A TLS server that does what a test says with each connection. It uses nothing of the product.</summary>
internal sealed class LoopbackTlsServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly SslServerAuthenticationOptions _tls;
    private readonly Func<SslStream, string, CancellationToken, Task> _serve;
    private readonly List<Task> _serving = [];
    private readonly Task _accepting;

    /// <param name="serve">Gets the connection and the request's head.</param>
    /// <param name="subjectAlternative">What the certificate is for.</param>
    /// <param name="lifetime">From a day ago to this far in the future; negative for one that has expired.</param>
    public LoopbackTlsServer(
        Func<SslStream, string, CancellationToken, Task> serve,
        IPAddress? subjectAlternative = null,
        TimeSpan? lifetime = null
    )
        : this(
            serve,
            TestAuthority.SelfSigned(subjectAlternative ?? IPAddress.Loopback, lifetime ?? TimeSpan.FromDays(90))
        ) { }

    private LoopbackTlsServer(Func<SslStream, string, CancellationToken, Task> serve, X509Certificate2 selfSigned)
        : this(serve, new SslServerAuthenticationOptions { ServerCertificate = selfSigned }, selfSigned) { }

    /// <param name="tls">How it shakes hands.</param>
    /// <param name="authority">Whom <see cref="CaFile"/> trusts.</param>
    public LoopbackTlsServer(
        Func<SslStream, string, CancellationToken, Task> serve,
        SslServerAuthenticationOptions tls,
        X509Certificate2 authority,
        IPAddress? address = null
    )
    {
        _serve = serve;
        _tls = tls;
        CaFile = Path.Combine(Path.GetTempPath(), $"ringback-ca-{Guid.NewGuid():N}.pem");
        File.WriteAllText(CaFile, authority.ExportCertificatePem());
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string CaFile { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Url => new($"https://127.0.0.1:{Port}/health?full=1");

    /// <summary>How many connections have come so far.</summary>
    public int Connections { get; private set; }

    public static Task Answer(SslStream stream, string response) =>
        stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(response)).AsTask();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        File.Delete(CaFile);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            Connections++;
            _serving.Add(ServeAsync(client));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsServerAsync(_tls, _stop.Token);
        var head = new byte[8192];
        var length = await stream.ReadAsync(head, _stop.Token);
        await _serve(stream, System.Text.Encoding.Latin1.GetString(head, 0, length), _stop.Token);
    }
}
