using System.Security.Cryptography;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>The random parts of SIP messages. They cannot be guessed, so that no stranger can answer in a peer's name.</summary>
internal static class SipIdentifiers
{
    public static string Branch() => SipVia.BranchPrefix + Hex(24);

    public static string CallId() => Hex(32);

    public static string Tag() => Hex(16);

    public static string ClientNonce() => Hex(16);

    private static string Hex(int length) => RandomNumberGenerator.GetHexString(length, lowercase: true);
}
