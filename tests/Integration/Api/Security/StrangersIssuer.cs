using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Ringback.Tests.BadPeers;

namespace Ringback.Tests.Integration.Api.Security;

/// <summary>An identity provider of others (<c>oidc-provider</c>, which is certified for OpenID Connect), and beside it another that nobody configured.</summary>
internal sealed class StrangersIssuer : IAsyncDisposable
{
    private readonly TestAuthority _authority = TestAuthority.Root("Identity of the test");
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-issuer-").FullName;
    private readonly Process _process;
    private readonly HttpClient _http;

    private StrangersIssuer()
    {
        using var leaf = _authority.Leaf();
        var (certificate, key) = (Path.Combine(_folder, "certificate.pem"), Path.Combine(_folder, "key.pem"));
        File.WriteAllText(certificate, leaf.ExportCertificatePem());
        File.WriteAllText(key, leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        _process = Stranger.Start("issuer.mjs", certificate, key);
        _http = new HttpClient(Trusting());
    }

    public string Issuer { get; private set; } = "";

    /// <summary>Of the same software, with clients of the same names.</summary>
    public string Other { get; private set; } = "";

    public static async Task<StrangersIssuer> StartAsync()
    {
        var started = new StrangersIssuer();
        var said = await started.SaidAsync();
        (started.Issuer, started.Other) = (
            said.GetProperty("issuer").GetString()!,
            said.GetProperty("other").GetString()!
        );
        return started;
    }

    /// <summary>Trusts the test's authority and no other.</summary>
    public SocketsHttpHandler Trusting()
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(_authority.Certificate);
        return handler;
    }

    /// <param name="client">deployer, whose role is admin, or dashboard, whose role is viewer.</param>
    public async Task<string> TokenAsync(
        string client = "deployer",
        string audience = "ringback",
        string? issuer = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{issuer ?? Issuer}/token");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.ASCII.GetBytes($"{client}:secret-of-{client}"))
        );
        request.Content = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["resource"] = $"https://{audience}/",
            }
        );
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (await SecuredApi.JsonAsync(response, 200)).GetProperty("access_token").GetString()!;
    }

    public Task<string> KeySetAsync() => _http.GetStringAsync($"{Issuer}/jwks", TestContext.Current.CancellationToken);

    /// <summary>Signs with a new key from now on.</summary>
    /// <returns>How many it publishes.</returns>
    public Task<int> AddKeyAsync(string algorithm) => OrderAsync($"add {algorithm}");

    /// <summary>Publishes the newest key alone.</summary>
    public Task<int> RetireKeysAsync() => OrderAsync("retire");

    /// <summary>Answers nobody any more.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<int> OrderAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        return (await SaidAsync()).GetProperty("keys").GetInt32();
    }

    private async Task<JsonElement> SaidAsync() =>
        JsonElement.Parse(
            await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                ?? throw new InvalidOperationException(
                    await _process.StandardError.ReadToEndAsync(CancellationToken.None)
                )
        );
}
