using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

/// <summary>The keys that every check over TLS has.</summary>
internal static class TlsReader
{
    private static readonly FieldReader<TimeSpan> Expiry = One.Duration(TimeSpan.Zero, TimeSpan.FromDays(365), "14d");

    private static readonly FieldReader<StapleUse> Staple = Many.Word(
        new Dictionary<string, StapleUse>
        {
            ["if_demanded"] = StapleUse.IfDemanded,
            ["if_any"] = StapleUse.IfAny,
            ["required"] = StapleUse.Required,
        }
    );

    private static readonly string[] Keys = ["ca_file", "server_name", "client_certificate", "ocsp_staple"];

    /// <param name="section">Of the check.</param>
    /// <param name="limits">The section's own, which the caller closes.</param>
    /// <param name="comesAsNobody">Whether it never proves itself to the server.</param>
    public static TlsSettings Read(Section section, Section limits, bool comesAsNobody = false) =>
        new()
        {
            CaFile = section.Maybe<string>("ca_file", One.Path),
            ServerName = section.Maybe<string>("server_name", One.Host),
            ClientCertificate = comesAsNobody ? null : ReadClientCertificate(section),
            CertificateExpiry = limits.Optional("certificate_expiry", Expiry, TimeSpan.FromDays(14)),
            Staple = section.Optional("ocsp_staple", Staple, StapleUse.IfDemanded),
        };

    /// <summary>Of checks that speak TLS only if asked to: its keys are for nothing where they do not.</summary>
    /// <param name="mend">What asks for it.</param>
    public static void Refuse(Section section, Section limits, string mend)
    {
        foreach (var key in Keys.Where(key => section.Find(key) is not null))
            section.Fail(key, "is for TLS", $"add '{mend}', or take it out");

        if (limits.Find("certificate_expiry") is not null)
            limits.Fail("certificate_expiry", "is for TLS", $"add '{mend}', or take it out");
    }

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
