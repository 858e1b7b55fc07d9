using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ringback.Protocols.Ocsp;

namespace Ringback.ProbeWorker.Probes.Net.Tls;

/// <summary>Holds a stapled OCSP answer against the certificate that it is for, and against who issued that one (RFC 6960 §3.2).</summary>
internal static class StapleVerifier
{
    private const string OcspSigning = "1.3.6.1.5.5.7.3.9";

    /// <summary>Clocks of others; browsers allow as much.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Of an answer that does not say until when it is to be believed: newer information may be had at any time.</summary>
    private static readonly TimeSpan UsualLife = TimeSpan.FromDays(1);

    /// <param name="der">As the peer sent it; null where it sent none.</param>
    /// <param name="leaf">The server's certificate, which was found to be trusted.</param>
    /// <param name="issuer">Who issued that, by the chain that is trusted.</param>
    public static OcspStaple Look(byte[]? der, X509Certificate2 leaf, X509Certificate2 issuer, DateTimeOffset now)
    {
        if (der is null or [])
            return OcspStaple.Missing;

        if (!OcspResponse.TryParse(der, out var response))
            return OcspStaple.Invalid("cannot be read");

        if (response.Basic is not { } basic)
            return OcspStaple.Invalid(
                $"is none, but an error of the responder: {OcspResponse.NameOf(response.Status)}"
            );

        if (FindObjection(basic, issuer, now) is { } objection)
            return OcspStaple.Invalid(objection);

        var about = basic.Responses.FirstOrDefault(single => IsOf(single, leaf, issuer));
        return about is null ? OcspStaple.Invalid("is of another certificate") : Judge(about, now);
    }

    private static OcspStaple Judge(OcspSingleResponse said, DateTimeOffset now)
    {
        var age = now - said.ThisUpdate;
        if (age < -ClockTolerance)
            return OcspStaple.Invalid($"holds only from {OcspStaple.Time(said.ThisUpdate)}");

        // Who is revoked stays so: an old word of it is as good as a new one.
        if (said.Status == OcspCertificateStatus.Revoked)
        {
            var why = said.RevocationReason is { } code ? $", {ReasonOf(code)}" : "";
            return new(
                StapleState.Revoked,
                $"The certificate was revoked on {OcspStaple.Time(said.RevokedAt ?? said.ThisUpdate)}{why}, says the OCSP answer that its server staples to it.",
                age
            );
        }

        var until = said.NextUpdate ?? said.ThisUpdate + UsualLife;
        if (until < now - ClockTolerance)
        {
            return new(
                StapleState.Stale,
                $"The stapled OCSP answer is too old: it held until {OcspStaple.Time(until)}.",
                age
            );
        }

        return said.Status == OcspCertificateStatus.Good
            ? new(
                StapleState.Good,
                $"The stapled OCSP answer says good, since {OcspStaple.Time(said.ThisUpdate)}, until {OcspStaple.Time(until)}.",
                age
            )
            : OcspStaple.Invalid("says that the responder knows nothing of the certificate");
    }

    private static bool IsOf(OcspSingleResponse said, X509Certificate2 leaf, X509Certificate2 issuer) =>
        said.SerialNumber.Span.SequenceEqual(leaf.SerialNumberBytes.Span)
        && Hash(said.HashAlgorithm, leaf.IssuerName.RawData) is { } name
        && said.IssuerNameHash.Span.SequenceEqual(name)
        && Hash(said.HashAlgorithm, issuer.GetPublicKey()) is { } key
        && said.IssuerKeyHash.Span.SequenceEqual(key);

    /// <returns>Null where it is signed by the issuer, or by one whom the issuer lets sign for it.</returns>
    private static string? FindObjection(OcspBasicResponse basic, X509Certificate2 issuer, DateTimeOffset now)
    {
        if (IsNamed(basic, issuer) && SignatureCheck.IsOf(issuer, basic.Signed))
            return null;

        foreach (var der in basic.Certificates)
        {
            X509Certificate2? shown;
            try
            {
                shown = X509CertificateLoader.LoadCertificate(der.Span);
            }
            catch (CryptographicException)
            {
                continue;
            }

            using var responder = shown;
            if (IsNamed(basic, responder))
                return OfDelegate(basic, responder, issuer, now);
        }

        return IsNamed(basic, issuer)
            ? "does not bear the signature of the certificate's issuer"
            : "is signed by somebody whom the certificate's issuer does not vouch for";
    }

    private static string? OfDelegate(
        OcspBasicResponse basic,
        X509Certificate2 responder,
        X509Certificate2 issuer,
        DateTimeOffset now
    )
    {
        if (
            !responder.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData)
            || !SignedDer.TryReadCertificate(responder.RawData, out var signed)
            || !SignatureCheck.IsOf(issuer, signed)
        )
            return $"is signed by {responder.Subject}, whom the certificate's issuer does not vouch for";

        var maySign = responder
            .Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(extension => extension.EnhancedKeyUsages.Cast<Oid>())
            .Any(usage => usage.Value == OcspSigning);
        if (!maySign)
            return $"is signed by {responder.Subject}, who may not (no id-kp-OCSPSigning)";

        if (now < CertificateTimes.Beginning(responder) || now > CertificateTimes.Expiry(responder))
            return $"is signed by {responder.Subject}, whose certificate held until {OcspStaple.Time(CertificateTimes.Expiry(responder))}";

        return SignatureCheck.IsOf(responder, basic.Signed)
            ? null
            : $"does not bear the signature of {responder.Subject}";
    }

    private static bool IsNamed(OcspBasicResponse basic, X509Certificate2 signer) =>
        basic.ResponderName is { } name
            ? name.Span.SequenceEqual(signer.SubjectName.RawData)
            : basic.ResponderKeyHash!.Value.Span.SequenceEqual(Hash(SignatureCheck.Sha1, signer.GetPublicKey())!);

    private static byte[]? Hash(string algorithm, byte[] bytes) =>
        algorithm switch
        {
#pragma warning disable CA5350 // it names a key here, and proves nothing (RFC 6960 §4.1.1)
            SignatureCheck.Sha1 => SHA1.HashData(bytes),
#pragma warning restore CA5350
            "2.16.840.1.101.3.4.2.1" => SHA256.HashData(bytes),
            "2.16.840.1.101.3.4.2.2" => SHA384.HashData(bytes),
            "2.16.840.1.101.3.4.2.3" => SHA512.HashData(bytes),
            _ => null,
        };

    private static string ReasonOf(int code) =>
        code switch
        {
            1 => "for its key is in others' hands (keyCompromise)",
            2 => "for its authority's key is in others' hands (cACompromise)",
            3 => "as its holder changed (affiliationChanged)",
            4 => "as another took its place (superseded)",
            5 => "as it is not used any more (cessationOfOperation)",
            6 => "for the time being (certificateHold)",
            9 => "as its holder may no longer have it (privilegeWithdrawn)",
            _ => "for no reason that is given",
        };
}
