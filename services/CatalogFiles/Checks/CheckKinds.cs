using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

/// <summary>Every kind that a catalog may hold. A new one is a reader here, and one line below.</summary>
internal static class CheckKinds
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<CheckKind> All { get; } =
    [
        new(SipCheck.KindName, Minute, TimeSpan.FromSeconds(5), SipReader.Read),
        new(RtpCheck.KindName, 5 * Minute, TimeSpan.FromSeconds(15), RtpReader.Read),
        new(TurnCheck.KindName, Minute, TimeSpan.FromSeconds(5), TurnReader.Read),
        new(HttpsCheck.KindName, Minute, TimeSpan.FromSeconds(10), HttpsReader.Read),
        new(WebSocketCheck.KindName, Minute, TimeSpan.FromSeconds(10), WebSocketReader.Read),
        new(NtpCheck.KindName, Minute, TimeSpan.FromSeconds(5), NtpReader.Read),
        new(DnsCheck.KindName, Minute, TimeSpan.FromSeconds(5), DnsReader.Read),
        new(TcpCheck.KindName, Minute, TimeSpan.FromSeconds(5), TcpReader.Read),
    ];
}
