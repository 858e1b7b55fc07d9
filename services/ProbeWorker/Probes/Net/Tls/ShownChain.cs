using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Ringback.ProbeWorker.Probes.Net.Tls;

/// <summary>The certificates of one handshake: as the server sent them, and as they were put together to be trusted.</summary>
/// <remarks>Text, times and bytes are kept of them: the certificates themselves belong to the handshake.</remarks>
internal sealed class ShownChain
{
    private const int MostShown = 8;

    /// <param name="certificate">The leaf; null where the server sent none.</param>
    /// <param name="chain">As the runtime put it together from what was sent and whom we trust.</param>
    /// <param name="host">Name or address that the leaf must be for.</param>
    public ShownChain(
        X509Certificate2? certificate,
        X509Chain? chain,
        SslPolicyErrors errors,
        string host,
        DateTimeOffset now
    )
    {
        var built = chain?.ChainElements.Select(element => element.Certificate).ToList() ?? [];
        if (certificate is not null)
        {
            Leaf = Describe(certificate);
            LeafDer = certificate.RawData;
            IssuerDer = (built.Count > 1 ? built[1] : certificate).RawData;
            DemandsStaple = MustStaple.IsSaidBy(certificate);
            LeafTimeLeft = CertificateTimes.Expiry(certificate) - now;
            Served = [Leaf, .. Sent(certificate, chain).Take(MostShown).Select(Describe)];
            Built = [.. built.Take(MostShown).Select(Describe)];
        }

        Objection = CertificateObjections.Find(certificate, chain, errors, host, now);
        if (built.MinBy(CertificateTimes.Expiry) is not { } first)
            return;

        TimeLeft = CertificateTimes.Expiry(first) - now;
        FirstToExpire = first.Equals(certificate)
            ? $"The certificate of {host}"
            : $"The certificate of {first.Subject}, which vouches for the server's,";
    }

    /// <summary>Subject, issuer and expiry, for people; null where there is none.</summary>
    public string? Leaf { get; }

    public byte[] LeafDer { get; } = [];

    /// <summary>The certificate of who issued the leaf; the leaf's own where it is trusted by itself.</summary>
    public byte[] IssuerDer { get; } = [];

    /// <inheritdoc cref="MustStaple"/>
    public bool DemandsStaple { get; }

    /// <summary>Until the leaf expires.</summary>
    public TimeSpan LeafTimeLeft { get; }

    /// <summary>Until the first certificate of the chain expires that was put together.</summary>
    public TimeSpan TimeLeft { get; }

    /// <summary>Whose that is, as the beginning of a sentence.</summary>
    public string FirstToExpire { get; } = "";

    /// <summary>The leaf first.</summary>
    public IReadOnlyList<string> Served { get; } = [];

    /// <summary>The leaf first, the authority that is trusted last.</summary>
    public IReadOnlyList<string> Built { get; } = [];

    /// <summary>Why it is not trusted, a whole sentence; null where it is.</summary>
    public string? Objection { get; }

    /// <summary>Those beside the leaf, which the runtime counts among them.</summary>
    private static IEnumerable<X509Certificate2> Sent(X509Certificate2 leaf, X509Chain? chain) =>
        chain?.ChainPolicy.ExtraStore.Where(certificate => !certificate.Equals(leaf)) ?? [];

    private static string Describe(X509Certificate2 certificate) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"of {certificate.Subject}, issued by {certificate.Issuer}, until {CertificateTimes.Expiry(certificate):yyyy-MM-dd'T'HH:mm:ss'Z'}, {KeyOf(certificate)}, {certificate.SignatureAlgorithm.FriendlyName}"
        );

    private static string KeyOf(X509Certificate2 certificate) =>
        WeakCertificate.SizeOf(certificate) is { } key ? $"{key.Kind} {key.Bits} bit" : "key of another kind";
}
