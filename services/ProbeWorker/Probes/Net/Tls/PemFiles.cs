using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Net.Tls;

/// <summary>Certificates and keys that the worker has, read afresh for each run.</summary>
internal static class PemFiles
{
    /// <exception cref="JudgedException">It cannot be read: the worker's fault.</exception>
    public static X509Certificate2Collection Authorities(string file) =>
        Read(
            $"the authorities in {file}",
            () =>
                All(file) is { Count: > 0 } authorities
                    ? authorities
                    : throw new CryptographicException("there is no certificate in it.")
        );

    /// <summary>Whom the worker comes as: the certificate, its key, and those that vouch for it.</summary>
    /// <inheritdoc cref="Authorities" path="/exception"/>
    public static SslStreamCertificateContext Identity(ClientCertificate files) =>
        Read(
            $"the client certificate in {files.Certificate} and its key in {files.Key}",
            () =>
            {
                var leaf = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
                X509Certificate2Collection issuers = [.. All(files.Certificate).Skip(1)];
                return SslStreamCertificateContext.Create(leaf, issuers, offline: true);
            }
        );

    private static X509Certificate2Collection All(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates;
    }

    private static T Read<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException) // a key of another certificate
        {
            throw new JudgedException(
                Judgement.Unknown(Reason.CredentialMissing, $"This worker cannot read {what}: {e.Message}"),
                e
            );
        }
    }
}
