using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Whom one handshake trusts, and what it has against the certificate that it was shown.</summary>
/// <remarks>Nothing is fetched for it, neither revocation lists nor missing issuers: the peer must not choose whom we ask.</remarks>
internal sealed class Trust
{
    private readonly string _host;
    private readonly DateTimeOffset _now;

    /// <param name="host">Name or address that the certificate must be for.</param>
    /// <param name="caFile">PEM file with the authorities to trust; null for the system's.</param>
    /// <param name="protocol">What is to be spoken over it (RFC 7301); null to leave that unsaid.</param>
    /// <exception cref="JudgedException">The file cannot be read: the worker's fault.</exception>
    public Trust(string host, string? caFile, SslApplicationProtocol? protocol, TimeProvider time)
    {
        _host = host.Trim('[', ']');
        _now = time.GetUtcNow();
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = _now.UtcDateTime,
            VerificationTimeIgnored = false,
        };
        if (caFile is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(Read(caFile));
        }

        Options = new SslClientAuthenticationOptions
        {
            TargetHost = _host,
            ApplicationProtocols = protocol is { } said ? [said] : null,
            AllowTlsResume = false,
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Look(certificate, chain, errors),
        };
    }

    public SslClientAuthenticationOptions Options { get; }

    /// <summary>Subject, issuer and expiry of the leaf, for people; null before it was seen.</summary>
    public string? Leaf { get; private set; }

    /// <summary>Until the leaf expires.</summary>
    public TimeSpan TimeLeft { get; private set; }

    /// <summary>Why the certificate is not trusted; null where it is.</summary>
    public string? Objection { get; private set; }

    private static X509Certificate2Collection Read(string caFile)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(caFile);
            return authorities;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new JudgedException(
                Judgement.Unknown(
                    Reason.CredentialMissing,
                    $"This worker cannot read the authorities in {caFile}: {e.Message}"
                ),
                e
            );
        }
    }

    private bool Look(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is X509Certificate2 leaf)
        {
            var expiry = new DateTimeOffset(leaf.NotAfter.ToUniversalTime());
            TimeLeft = expiry - _now;
            Leaf = string.Create(
                CultureInfo.InvariantCulture,
                $"of {leaf.Subject}, issued by {leaf.Issuer}, until {expiry:yyyy-MM-dd'T'HH:mm:ss'Z'}"
            );
        }

        Objection = errors == SslPolicyErrors.None ? null : Describe(chain, errors);
        return Objection is null;
    }

    private string Describe(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "The server showed no certificate.";

        var objections = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            objections.Add($"it is not for {_host}");

        foreach (var status in chain?.ChainStatus ?? [])
            objections.Add($"{status.Status}: {status.StatusInformation.Trim()}");

        return $"The certificate is not trusted: {string.Join("; ", objections)}.";
    }
}
