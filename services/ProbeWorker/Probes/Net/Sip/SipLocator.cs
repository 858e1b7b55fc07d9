using System.Net;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Where the servers of a SIP domain are (RFC 3263 §4): NAPTR names the service, SRV the hosts, then their addresses.</summary>
/// <remarks>
/// The transport is the check's: of the NAPTR records the one for it counts. What was found, and what of it is used, is
/// written into the evidence. Over a WebSocket there is nothing to find but addresses (RFC 7118 §7).
/// </remarks>
internal static class SipLocator
{
    /// <summary>More are not tried: a peer's DNS does not say how long a run takes.</summary>
    public const int MostCandidates = 8;

    /// <returns>At least one, the first to be tried first.</returns>
    /// <exception cref="JudgedException">There is none, or no nameserver answered.</exception>
    public static async Task<IReadOnlyList<IPEndPoint>> FindAsync(
        SignallingCheck check,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        if (!check.Locate || IPAddress.TryParse(check.Host, out _) || ServiceOf(check.Transport) is not { } service)
            return await AddressesAsync(check.Host, check.Port, run, deadline);

        var records = await ServicesAsync(check.Host, service, run, deadline);
        if (records.Count == 0)
        {
            run.Evidence.Note($"no SRV record: the addresses of {check.Host} and port {check.Port}");
            return await AddressesAsync(check.Host, check.Port, run, deadline);
        }

        var candidates = new List<IPEndPoint>();
        foreach (var record in SrvOrder.Of(records, Random.Shared.NextDouble))
        {
            if (candidates.Count < MostCandidates)
                candidates.AddRange(await TryAddressesAsync(record, run, deadline));
        }

        return candidates.Count > 0
            ? [.. candidates.Distinct().Take(MostCandidates)]
            : throw new JudgedException(
                Judgement.Down(Reason.DnsFailure, $"No host of the SRV records of {check.Host} has an address.")
            );
    }

    private static async Task<IReadOnlyList<SrvTarget>> ServicesAsync(
        string host,
        (string Naptr, string Srv) service,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        using var phase = run.Phase(PhaseNames.Locate);
        var name = $"{service.Srv}.{host}";
        var pointers = await run.Means.Resolver.FindPointersAsync(run, host, deadline);
        foreach (var (order, preference, services, replacement) in pointers)
            run.Evidence.Note($"NAPTR {host}: {order} {preference} {services} {replacement}");

        var ours = pointers
            .Where(p =>
                p.Services.Equals(service.Naptr, StringComparison.OrdinalIgnoreCase) && p.Replacement.Length > 0
            )
            .OrderBy(p => p.Order)
            .ThenBy(p => p.Preference)
            .FirstOrDefault();
        if (ours is not null)
            name = ours.Replacement;
        else if (pointers.Count > 0)
            run.Evidence.Note($"none of the NAPTR records is for {service.Naptr}");

        var records = await run.Means.Resolver.FindServicesAsync(run, name, deadline);
        foreach (var (priority, weight, target, port) in records)
            run.Evidence.Note($"SRV {name}: {priority} {weight} {target}:{port}");

        return records;
    }

    private static async Task<IReadOnlyList<IPEndPoint>> TryAddressesAsync(
        SrvTarget record,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        try
        {
            return await AddressesAsync(record.Host, record.Port, run, deadline);
        }
        catch (JudgedException e) when (e.Judgement.Reason == Reason.DnsFailure)
        {
            run.Evidence.Note($"{record.Host}: {e.Judgement.Detail}");
            return [];
        }
    }

    private static async Task<IReadOnlyList<IPEndPoint>> AddressesAsync(
        string host,
        int port,
        ProbeRun run,
        CancellationToken deadline
    )
    {
        var addresses = await run.Means.Resolver.ResolveAsync(run, host, deadline);
        return [.. addresses.Select(address => new IPEndPoint(address, port))];
    }

    private static (string Naptr, string Srv)? ServiceOf(SipTransport transport) =>
        transport switch
        {
            SipTransport.Udp => ("SIP+D2U", "_sip._udp"),
            SipTransport.Tcp => ("SIP+D2T", "_sip._tcp"),
            SipTransport.Tls => ("SIPS+D2T", "_sips._tcp"),
            _ => null,
        };
}
