using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Tls;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Whom one handshake trusts, and what it has against the certificates that it was shown.</summary>
/// <remarks>
/// Nothing is fetched for it, neither revocation lists nor missing issuers: the peer must not choose whom we ask. What says that a certificate was
/// revoked is the answer that its server staples to it (<see cref="StapleLook"/>).
/// </remarks>
internal sealed class Trust
{
    private readonly string _host;
    private readonly DateTimeOffset _now;
    private readonly TlsSettings _settings;

    /// <param name="host">Name or address that is connected to.</param>
    /// <param name="protocol">What is to be spoken over it (RFC 7301); null to leave that unsaid.</param>
    /// <exception cref="JudgedException">A file cannot be read: the worker's fault.</exception>
    public Trust(string host, TlsSettings settings, SslApplicationProtocol? protocol, TimeProvider time)
    {
        _host = (settings.ServerName ?? host).Trim('[', ']');
        _now = time.GetUtcNow();
        _settings = settings;
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = _now.UtcDateTime,
            VerificationTimeIgnored = false,
        };
        if (settings.CaFile is { } caFile)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(PemFiles.Authorities(caFile));
        }

        Options = new SslClientAuthenticationOptions
        {
            TargetHost = _host,
            ApplicationProtocols = protocol is { } said ? [said] : null,
            AllowTlsResume = false,
            CertificateChainPolicy = policy,
            ClientCertificateContext = settings.ClientCertificate is { } own ? PemFiles.Identity(own) : null,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                Shown = new ShownChain(certificate as X509Certificate2, chain, errors, _host, _now);
                return Shown.Objection is null;
            },
        };
    }

    public SslClientAuthenticationOptions Options { get; }

    public StapleUse Staple => _settings.Staple;

    /// <summary>Null before the server has shown anything.</summary>
    public ShownChain? Shown { get; private set; }

    /// <summary>What a certificate that is about to expire says of a target.</summary>
    /// <returns>Null where each of the chain has enough time left.</returns>
    public Judgement? FindExpiry() =>
        Shown is { } shown && shown.TimeLeft < _settings.CertificateExpiry
            ? Judgement.Degraded(
                Reason.CertificateExpiring,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{shown.FirstToExpire} expires in {Math.Floor(shown.TimeLeft.TotalDays)} days."
                )
            )
            : null;
}
