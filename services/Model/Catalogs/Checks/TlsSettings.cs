namespace Ringback.Model.Catalogs.Checks;

/// <summary>How a check speaks TLS: whom it trusts, whom it asks for, and as whom it comes.</summary>
public sealed record TlsSettings
{
    /// <summary>Path of a PEM file on the worker with the authorities to trust instead of the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>The name that the server is asked for (SNI) and must prove; null for the host that is connected to.</summary>
    public string? ServerName { get; init; }

    /// <summary>What the worker proves itself by where the server asks for it; null for nothing.</summary>
    public ClientCertificate? ClientCertificate { get; init; }

    /// <summary>Degraded where a certificate of the chain that is trusted has less time left.</summary>
    public TimeSpan CertificateExpiry { get; init; } = TimeSpan.FromDays(14);

    public StapleUse Staple { get; init; }
}

/// <summary>Whether the OCSP answer is looked at that a server may staple to its certificate (RFC 6066 §8): it takes a second connection.</summary>
public enum StapleUse
{
    /// <summary>Only where the certificate demands a good one (must-staple, RFC 7633): without it the run is down.</summary>
    IfDemanded,

    /// <summary>Each time: revoked is down, an answer that is stale or false degraded, and none is none.</summary>
    IfAny,

    /// <summary>Each time, and without a good one the run is down.</summary>
    Required,
}

/// <summary>Paths of PEM files on the worker.</summary>
/// <param name="Certificate">The leaf first, then whoever issued it, but for the root.</param>
/// <param name="Key">The leaf's private key, without a password.</param>
public sealed record ClientCertificate(string Certificate, string Key);
