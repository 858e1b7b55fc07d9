using System.Text;
using Org.BouncyCastle.Tls;

namespace Ringback.ProbeWorker.Probes.Net.Tls;

/// <summary>The name that BouncyCastle's client asks for (RFC 6066 §3): a name alone, never an address.</summary>
internal static class ServerNames
{
    public static IList<ServerName>? Of(Trust trust) =>
        trust.Options.TargetHost is { } host && Uri.CheckHostName(host) == UriHostNameType.Dns
            ? [new ServerName(NameType.host_name, Encoding.ASCII.GetBytes(host))]
            : null;
}
