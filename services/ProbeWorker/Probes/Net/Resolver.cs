using System.Net;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes.Net.Dns;
using Ringback.Protocols.Dns;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Names to addresses, asked afresh at each run and never from a cache.</summary>
/// <remarks>
/// A literal address is itself; then the hosts file; then the nameservers. Names are absolute: no search list. An answer
/// that there is no such name is the target's fault, no answer is this worker's (semantics, "who is to blame").
/// </remarks>
/// <param name="nameservers">Empty for those of the system, looked up at each run.</param>
/// <param name="hostsFile">Such as <see cref="HostsFile.SystemPath"/>.</param>
internal sealed class Resolver(IReadOnlyList<IPEndPoint> nameservers, string hostsFile = HostsFile.SystemPath)
{
    /// <summary>Of one answer: a nameserver is a peer too.</summary>
    private const int MostRecords = 64;

    /// <summary>Asks whom this machine asks.</summary>
    public static Resolver OfSystem { get; } = new([]);

    /// <summary>Whom it asks, in this order.</summary>
    public IReadOnlyList<IPEndPoint> Nameservers => nameservers.Count > 0 ? nameservers : ResolvConf.Read();

    /// <summary>The first address of a host, with a port.</summary>
    /// <inheritdoc cref="ResolveAsync(ProbeRun, string, CancellationToken)" path="/exception"/>
    public async Task<IPEndPoint> ResolveAsync(ProbeRun run, string host, int port, CancellationToken deadline) =>
        new((await ResolveAsync(run, host, deadline))[0], port);

    /// <summary>All addresses of a host, IPv4 before IPv6; records the phase <c>resolve</c>.</summary>
    /// <exception cref="JudgedException">
    /// Down where a nameserver said that there are none; unknown where none answered, also not before the deadline, and
    /// where the egress policy forbids all of them.
    /// </exception>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(ProbeRun run, string host, CancellationToken deadline)
    {
        using var phase = run.Phase(PhaseNames.Resolve);
        return run.Means.Egress.Choose(host, await FindAddressesAsync(run, host, deadline), run);
    }

    /// <summary>The SRV records of a service; empty where there are none.</summary>
    /// <exception cref="JudgedException">Unknown: no nameserver answered.</exception>
    public async Task<IReadOnlyList<SrvTarget>> FindServicesAsync(
        ProbeRun run,
        string service,
        CancellationToken deadline
    )
    {
        var records = await FindAsync<DnsService>(run, service, DnsRecordType.Srv, deadline);
        return
        [
            .. records
                .Where(r => r.Port > 0 && NameOf(r.Target).Length > 0)
                .Select(r => new SrvTarget(r.Priority, r.Weight, NameOf(r.Target), r.Port)),
        ];
    }

    /// <summary>The NAPTR records of a domain that point to a service; empty where there are none.</summary>
    /// <inheritdoc cref="FindServicesAsync" path="/exception"/>
    public async Task<IReadOnlyList<NaptrPointer>> FindPointersAsync(
        ProbeRun run,
        string domain,
        CancellationToken deadline
    )
    {
        var records = await FindAsync<DnsPointer>(run, domain, DnsRecordType.Naptr, deadline);
        return
        [
            .. records
                .Where(r => r.Flags.Equals("s", StringComparison.OrdinalIgnoreCase))
                .Select(r => new NaptrPointer(r.Order, r.Preference, r.Services, NameOf(r.Replacement))),
        ];
    }

    /// <summary>The root, which stands for "none", is empty.</summary>
    private static string NameOf(string name) => name.TrimEnd('.');

    private async Task<IReadOnlyList<T>> FindAsync<T>(
        ProbeRun run,
        string name,
        DnsRecordType type,
        CancellationToken deadline
    )
        where T : DnsData
    {
        var message = await new DnsLookup(Nameservers, run).AskAsync(new DnsQuestion(name, type), deadline);
        return [.. DataOf<T>(message)];
    }

    private async Task<IReadOnlyList<IPAddress>> FindAddressesAsync(
        ProbeRun run,
        string host,
        CancellationToken deadline
    )
    {
        if (NumericHost.IsOne(host))
        {
            return NumericHost.TryRead(host, out var literal)
                ? [literal]
                : throw new JudgedException(
                    Judgement.Down(Reason.DnsFailure, $"{host} ends in a number, as no name does, and is no address.")
                );
        }

        if (DisguisedHost.IsOne(host))
        {
            throw new JudgedException(
                Judgement.Down(
                    Reason.DnsFailure,
                    $"{host} is written with characters that stand for others: no name is."
                )
            );
        }

        if (HostsFile.Find(hostsFile, host) is { Count: > 0 } known)
            return [.. known.OrderBy(address => address.AddressFamily)];

        return await AskAsync(new DnsLookup(Nameservers, run), host, deadline);
    }

    private static async Task<IReadOnlyList<IPAddress>> AskAsync(
        DnsLookup lookup,
        string host,
        CancellationToken deadline
    )
    {
        var asking = new[] { DnsRecordType.A, DnsRecordType.Aaaa }
            .Select(type => lookup.AskAsync(new DnsQuestion(host, type), deadline))
            .ToList();
        await ((Task)Task.WhenAll(asking)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // One family is enough: a nameserver that cannot tell of the other keeps no target from being watched.
        var addresses = asking
            .Where(each => each.IsCompletedSuccessfully)
            .SelectMany(each => DataOf<DnsAddress>(each.Result))
            .Select(record => record.Address)
            .Distinct()
            .ToList();
        if (addresses.Count > 0)
            return addresses;

        var messages = await Task.WhenAll(asking);
        var said = messages[0].Code == DnsResponseCode.NoError ? "no data" : messages[0].Code.Name();
        throw new JudgedException(Judgement.Down(Reason.DnsFailure, $"{host} has no address: {said}."));
    }

    private static IEnumerable<T> DataOf<T>(DnsMessage message)
        where T : DnsData => message.Answers.Select(answer => answer.Data).OfType<T>().Take(MostRecords);
}
