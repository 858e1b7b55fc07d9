using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ringback.Model.Catalogs.Checks;
using Ringback.Tests.BadPeers;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Https;

/// <summary>A web site over TLS on a port of its own, HTTP/1.1 and HTTP/2, that answers as a test says.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private static readonly TestAuthority Root = TestAuthority.Root("Site root");
    private readonly WebApplication _app;

    private TestSite(WebApplication app)
    {
        _app = app;
        CaFile = Path.Combine(Path.GetTempPath(), $"ringback-ca-{Guid.NewGuid():N}.pem");
        File.WriteAllText(CaFile, Root.Certificate.ExportCertificatePem());
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Url = new Uri(addresses.Addresses.Single());
    }

    public Uri Url { get; }

    public string CaFile { get; }

    public TlsSettings Tls => new() { CaFile = CaFile };

    public HttpsCheck Check => new() { Url = Url, Tls = Tls };

    public static async Task<TestSite> StartAsync(RequestDelegate answer, IPAddress? address = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                address ?? IPAddress.Loopback,
                0,
                listen =>
                {
                    listen.Protocols = HttpProtocols.Http1AndHttp2;
                    listen.UseHttps(Exportable(Root.Leaf(host: (address ?? IPAddress.Loopback).ToString())));
                }
            )
        );
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestSite(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        File.Delete(CaFile);
    }

    private static X509Certificate2 Exportable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
