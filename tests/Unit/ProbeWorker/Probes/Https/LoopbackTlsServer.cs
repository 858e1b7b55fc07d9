using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Https;

/// <summary>A TLS server that does what a test says with each connection. It uses nothing of the product.</summary>
internal sealed class LoopbackTlsServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate;
    private readonly Func<SslStream, string, CancellationToken, Task> _serve;
    private readonly Task _accepting;

    /// <param name="serve">Gets the connection and the request's head.</param>
    /// <param name="subjectAlternative">What the certificate is for.</param>
    /// <param name="lifetime">From a day ago to this far in the future; negative for one that has expired.</param>
    public LoopbackTlsServer(
        Func<SslStream, string, CancellationToken, Task> serve,
        IPAddress? subjectAlternative = null,
        TimeSpan? lifetime = null
    )
    {
        _serve = serve;
        _certificate = Issue(subjectAlternative ?? IPAddress.Loopback, lifetime ?? TimeSpan.FromDays(90));
        CaFile = Path.Combine(Path.GetTempPath(), $"ringback-ca-{Guid.NewGuid():N}.pem");
        File.WriteAllText(CaFile, _certificate.ExportCertificatePem());
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string CaFile { get; }

    public Uri Url => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/health?full=1");

    public static Task Answer(SslStream stream, string response) =>
        stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(response)).AsTask();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        File.Delete(CaFile);
        _certificate.Dispose();
        _stop.Dispose();
    }

    private static X509Certificate2 Issue(IPAddress address, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=loopback", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-30), now + lifetime);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            await using var stream = new SslStream(client.GetStream());
            await ServeAsync(stream).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeAsync(SslStream stream)
    {
        await stream.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = _certificate },
            _stop.Token
        );
        var head = new byte[8192];
        var length = await stream.ReadAsync(head, _stop.Token);
        await _serve(stream, System.Text.Encoding.Latin1.GetString(head, 0, length), _stop.Token);
    }
}
