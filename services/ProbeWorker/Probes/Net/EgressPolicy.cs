using System.Net;
using System.Net.Sockets;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Which addresses this worker may send to, whoever named them: the catalog, DNS, or a peer.</summary>
/// <remarks>
/// Without it who writes catalogs, or runs what is watched, may point a worker at its own network: at a cloud's metadata,
/// at a router, at itself.
/// </remarks>
internal sealed class EgressPolicy
{
    /// <summary>What is not globally reachable (IANA, special-purpose address registries).</summary>
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
            "168.63.129.16/32", // Azure's virtual server: the platform, not the Internet
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    private readonly bool _publicOnly;
    private readonly IReadOnlyList<IPNetwork> _except;

    private EgressPolicy(bool publicOnly, IReadOnlyList<IPNetwork> except)
    {
        _publicOnly = publicOnly;
        _except = except;
    }

    public static EgressPolicy Any { get; } = new(false, []);

    /// <summary>The Internet alone, and what is named.</summary>
    public static EgressPolicy Public(IReadOnlyList<IPNetwork> except) => new(true, except);

    public bool Allows(IPAddress address)
    {
        if (!_publicOnly || _except.Any(network => network.Contains(address)))
            return true;

        if (address.IsIPv4MappedToIPv6)
            return Allows(address.MapToIPv4());

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            if (Translated.Contains(address))
                return Allows(new IPAddress(address.GetAddressBytes().AsSpan(12)));

            if (!Global.Contains(address))
                return false;
        }

        return !Special.Any(network => network.Contains(address));
    }

    /// <summary>Those of a host's addresses that may be sent to.</summary>
    /// <exception cref="JudgedException">None of them.</exception>
    public IReadOnlyList<IPAddress> Choose(string host, IReadOnlyList<IPAddress> addresses, ProbeRun run)
    {
        var refused = addresses.Where(address => !Allows(address)).ToList();
        if (refused.Count == 0)
            return addresses;

        run.Evidence.Note($"not allowed by the egress policy: {string.Join(", ", refused)}");
        return refused.Count < addresses.Count ? [.. addresses.Where(Allows)] : throw Refused(host, refused[0]);
    }

    /// <summary>Before a packet is sent to an address that a peer named.</summary>
    /// <exception cref="JudgedException">It may not be.</exception>
    public void Check(IPAddress address)
    {
        if (!Allows(address))
            throw Refused("The peer", address);
    }

    private static JudgedException Refused(string who, IPAddress address) =>
        new(
            Judgement.Unknown(
                Reason.EgressRefused,
                who == address.ToString()
                    ? $"This worker's egress policy forbids {address}."
                    : $"{who} leads to {address}, which this worker's egress policy forbids."
            )
        );
}
