using System.Net;
using System.Net.Sockets;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>The addresses of one family: a failure of IPv6 must not be hidden by IPv4 that works, nor the other way round.</summary>
internal static class FamilyChoice
{
    /// <param name="addresses">At least one, IPv4 before IPv6.</param>
    /// <returns>At least one.</returns>
    /// <exception cref="JudgedException">The name has none of the family that is asked for.</exception>
    public static IReadOnlyList<IPAddress> Of(
        IpFamily wanted,
        string host,
        IReadOnlyList<IPAddress> addresses,
        ProbeRun run
    )
    {
        var family = wanted switch
        {
            IpFamily.Ipv4 => AddressFamily.InterNetwork,
            IpFamily.Ipv6 => AddressFamily.InterNetworkV6,
            _ => addresses[0].AddressFamily,
        };
        var chosen = addresses.Where(address => address.AddressFamily == family).ToList();
        if (chosen.Count == 0)
        {
            var name = family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
            throw new JudgedException(Judgement.Down(Reason.DnsFailure, $"{host} has no {name} address."));
        }

        if (chosen.Count < addresses.Count)
            run.Evidence.Note($"{host} has addresses of the other family too: they are not tried in this run");

        return chosen;
    }
}
