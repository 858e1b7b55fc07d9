using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

/// <summary>The keys that every check over TLS has.</summary>
internal static class TlsReader
{
    private static readonly FieldReader<TimeSpan> Expiry = One.Duration(TimeSpan.Zero, TimeSpan.FromDays(365), "14d");

    /// <param name="section">Of the check.</param>
    /// <param name="limits">The section's own, which the caller closes.</param>
    public static TlsSettings Read(Section section, Section limits) =>
        new()
        {
            CaFile = section.Maybe<string>("ca_file", One.Path),
            ServerName = section.Maybe<string>("server_name", One.Host),
            ClientCertificate = ReadClientCertificate(section),
            CertificateExpiry = ReadExpiry(limits),
        };

    /// <summary>Also of checks that speak TLS only if asked to.</summary>
    public static TimeSpan ReadExpiry(Section limits) =>
        limits.Optional("certificate_expiry", Expiry, TimeSpan.FromDays(14));

    private static ClientCertificate? ReadClientCertificate(Section section)
    {
        if (section.Find("client_certificate") is not { } field)
            return null;

        const string Form = "{ certificate: /path/cert.pem, key: /path/key.pem }";
        if (!Section.TryOpen(field, Form, section.IsPartial, out var files))
            return null;

        var read = new ClientCertificate(
            files.Required<string>("certificate", $"write {Form}", One.Path),
            files.Required<string>("key", $"write {Form}", One.Path)
        );
        files.Close();
        return read;
    }
}
