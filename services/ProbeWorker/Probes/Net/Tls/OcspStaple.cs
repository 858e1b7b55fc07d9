using System.Globalization;

namespace Ringback.ProbeWorker.Probes.Net.Tls;

/// <summary>What the OCSP answer says that a server stapled to its certificate (RFC 6066 §8), once it was looked through.</summary>
/// <param name="About">A whole sentence for people.</param>
/// <param name="Age">Since the responder last knew it to be so; null where nothing of it is proven.</param>
internal sealed record OcspStaple(StapleState State, string About, TimeSpan? Age = null)
{
    public static OcspStaple Missing { get; } =
        new(StapleState.Missing, "The server staples no OCSP answer to its certificate.");

    public static OcspStaple Invalid(string about) => new(StapleState.Invalid, $"The stapled OCSP answer {about}.");

    public static string Time(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}

/// <summary>The numbers are those of the measurement <c>ocsp_staple_code</c>.</summary>
internal enum StapleState
{
    Missing = 0,
    Good = 1,
    Revoked = 2,

    /// <summary>Signed as it should be, but its time is over.</summary>
    Stale = 3,

    /// <summary>Not to be read, not of who may say so, or of another certificate.</summary>
    Invalid = 4,
}
