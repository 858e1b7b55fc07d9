using System.Formats.Asn1;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ringback.ProbeWorker.Probes.Net.Tls;

/// <summary>What there is against a server's certificate, in words that say what to mend.</summary>
internal static class CertificateObjections
{
    private const string SubjectAlternativeName = "2.5.29.17";
    private const int MostNames = 5;

    /// <returns>A whole sentence; null where there is nothing against it.</returns>
    public static string? Find(
        X509Certificate2? leaf,
        X509Chain? chain,
        SslPolicyErrors errors,
        string host,
        DateTimeOffset now
    )
    {
        if (leaf is null || chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "The server showed no certificate.";

        var objections = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            objections.Add($"it is not for {host}, but for {Names(leaf)}");

        var elements = chain.ChainElements.ToList();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            objections.AddRange(elements.SelectMany((element, i) => Of(element, i, elements, now)).Distinct());

        // The last one is trusted by its key, not by its signature.
        foreach (var (element, i) in elements.Select((element, i) => (element, i)))
        {
            var isAnchor = i > 0 && i == elements.Count - 1 && IsSelfIssued(element.Certificate);
            if (!isAnchor && WeakCertificate.Find(element.Certificate) is { } weakness)
                objections.Add($"{Whose(element.Certificate, i)} {weakness}");
        }

        if (objections.Count == 0 && errors != SslPolicyErrors.None)
            objections.Add(errors.ToString());

        return objections.Count == 0 ? null : $"The certificate is not trusted: {string.Join("; ", objections)}.";
    }

    private static IEnumerable<string> Of(
        X509ChainElement element,
        int i,
        List<X509ChainElement> elements,
        DateTimeOffset now
    )
    {
        foreach (var status in element.ChainElementStatus)
        {
            // A leaf for another use takes those above it along.
            if (i == 0 || status.Status != X509ChainStatusFlags.NotValidForUsage)
                yield return Of(status, element.Certificate, i, elements, now);
        }
    }

    private static string Of(
        X509ChainStatus status,
        X509Certificate2 certificate,
        int i,
        List<X509ChainElement> elements,
        DateTimeOffset now
    ) =>
        status.Status switch
        {
            X509ChainStatusFlags.NotTimeValid when CertificateTimes.Beginning(certificate) > now =>
                $"{Whose(certificate, i)} is not valid before {Time(CertificateTimes.Beginning(certificate))}",
            X509ChainStatusFlags.NotTimeValid =>
                $"{Whose(certificate, i)} expired on {Time(CertificateTimes.Expiry(certificate))}",
            X509ChainStatusFlags.UntrustedRoot when elements.Count == 1 =>
                "it is self-signed, and none that is trusted (UntrustedRoot)",
            X509ChainStatusFlags.UntrustedRoot =>
                $"its chain ends at the authority {certificate.Subject}, which is not trusted (UntrustedRoot)",
            X509ChainStatusFlags.PartialChain => Unfinished(elements),
            X509ChainStatusFlags.NotValidForUsage =>
                $"{Whose(certificate, i)} may not be used for a server (extended key usage: {Usages(certificate)})",
            X509ChainStatusFlags.NotSignatureValid =>
                $"{Whose(certificate, i)} does not bear the signature of {certificate.Issuer}",
            X509ChainStatusFlags.InvalidBasicConstraints =>
                $"{Whose(certificate, i)} is none of an authority, or of one too far up (basic constraints)",
            X509ChainStatusFlags.Revoked => $"{Whose(certificate, i)} was revoked",
            X509ChainStatusFlags.HasExcludedNameConstraint or X509ChainStatusFlags.HasNotPermittedNameConstraint =>
                "an authority of its chain may not issue for this name (name constraints)",
            _ => $"{Whose(certificate, i)}: {status.Status}, {status.StatusInformation.Trim()}",
        };

    /// <summary>Nothing is fetched, so that what the server did not send and nobody trusts is missing.</summary>
    private static string Unfinished(List<X509ChainElement> elements)
    {
        var last = elements[^1].Certificate;
        return elements.Count == 1
            ? $"the server sent it alone, and its issuer {last.Issuer} is no authority that is trusted: an intermediate certificate is missing, or the authority is unknown (PartialChain)"
            : $"its chain as the server sent it ends at {last.Subject}, whose issuer {last.Issuer} is no authority that is trusted (PartialChain)";
    }

    private static string Whose(X509Certificate2 certificate, int i) =>
        i == 0 ? "it" : $"the certificate of {certificate.Subject}, which vouches for it,";

    private static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static string Time(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Usages(X509Certificate2 certificate)
    {
        var usages = certificate
            .Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(extension => extension.EnhancedKeyUsages.Cast<Oid>())
            .Select(usage => usage.FriendlyName ?? usage.Value);
        return string.Join(", ", usages.DefaultIfEmpty("none"));
    }

    private static string Names(X509Certificate2 certificate)
    {
        try
        {
            var names = certificate
                .Extensions.Where(extension => extension.Oid?.Value == SubjectAlternativeName)
                .Select(extension => new X509SubjectAlternativeNameExtension(extension.RawData))
                .SelectMany(names =>
                    names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(a => a.ToString()))
                )
                .ToList();
            return names.Count == 0
                ? $"{certificate.Subject}, without a subject alternative name"
                : string.Join(", ", names.Take(MostNames).Concat(names.Skip(MostNames).Take(1).Select(_ => "…")));
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            return "names that cannot be read";
        }
    }
}
