using System.Net;
using DnsClient;
using DnsClient.Protocol;
using Ringback.Model.Results;

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

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>Asks whom this machine asks.</summary>
    public static Resolver OfSystem { get; } = new([]);

    /// <summary>Whom it asks, in this order.</summary>
    public IReadOnlyList<IPEndPoint> Nameservers =>
        nameservers.Count > 0
            ? nameservers
            :
            [
                .. NameServer
                    .ResolveNameServers(skipIPv6SiteLocal: true, fallbackToGooglePublicDns: false)
                    .Select(server => new IPEndPoint(IPAddress.Parse(server.Address), server.Port)),
            ];

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

    private async Task<IReadOnlyList<IPAddress>> FindAddressesAsync(
        ProbeRun run,
        string host,
        CancellationToken deadline
    )
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];

        if (HostsFile.Find(hostsFile, host) is { Count: > 0 } known)
            return [.. known.OrderBy(address => address.AddressFamily)];

        return await AskAsync(run, host, deadline);
    }

    /// <summary>The SRV records of a service; empty where there are none.</summary>
    /// <exception cref="JudgedException">Unknown: no nameserver answered.</exception>
    public async Task<IReadOnlyList<SrvTarget>> FindServicesAsync(
        ProbeRun run,
        string service,
        CancellationToken deadline
    )
    {
        var records = await FindAsync<SrvRecord>(run, service, QueryType.SRV, deadline);
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
        var records = await FindAsync<NAPtrRecord>(run, domain, QueryType.NAPTR, deadline);
        return
        [
            .. records
                .Where(r => r.Flags.Equals("s", StringComparison.OrdinalIgnoreCase))
                .Select(r => new NaptrPointer(r.Order, r.Preference, r.Services, NameOf(r.Replacement))),
        ];
    }

    private async Task<IReadOnlyList<T>> FindAsync<T>(
        ProbeRun run,
        string name,
        QueryType type,
        CancellationToken deadline
    )
        where T : DnsResourceRecord
    {
        try
        {
            var response = await ClientFor(run).QueryAsync(name, type, cancellationToken: deadline);
            return [.. response.Answers.OfType<T>().Take(MostRecords)];
        }
        catch (DnsResponseException e)
        {
            throw new JudgedException(
                Judgement.Unknown(
                    Reason.ResolverUnreachable,
                    $"No nameserver answered for {type} {name}: {e.Message}."
                ),
                e
            );
        }
    }

    /// <summary>Without the dot at its end; the root, which stands for "none", is empty.</summary>
    private static string NameOf(DnsString name) => name.Value.TrimEnd('.');

    private async Task<IReadOnlyList<IPAddress>> AskAsync(ProbeRun run, string host, CancellationToken deadline)
    {
        var client = ClientFor(run);
        var answers = await Task.WhenAll(
            AskAsync(client, host, QueryType.A, deadline),
            AskAsync(client, host, QueryType.AAAA, deadline)
        );

        var addresses = answers.SelectMany(answer => answer.Addresses).Distinct().ToList();
        if (addresses.Count > 0)
            return addresses;

        foreach (var answer in answers)
            run.Evidence.Note($"{answer.Type} {host}: {answer.Said}");

        if (answers.FirstOrDefault(answer => !answer.Judges) is { } silent)
            throw new JudgedException(
                Judgement.Unknown(Reason.ResolverUnreachable, $"No nameserver answered for {host}: {silent.Said}.")
            );

        throw new JudgedException(Judgement.Down(Reason.DnsFailure, $"{host} has no address: {answers[0].Said}."));
    }

    private static async Task<DnsAnswer> AskAsync(
        LookupClient client,
        string host,
        QueryType type,
        CancellationToken deadline
    )
    {
        try
        {
            var response = await client.QueryAsync(host, type, cancellationToken: deadline);
            var addresses = response.Answers.OfType<AddressRecord>().Select(record => record.Address).ToList();
            return new DnsAnswer(type, addresses, (DnsResponseCode)response.Header.ResponseCode, null);
        }
        catch (DnsResponseException e)
        {
            return new DnsAnswer(type, [], e.Code, e.Message);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new DnsAnswer(type, [], DnsResponseCode.ConnectionTimeout, "none before the time limit");
        }
    }

    private LookupClient ClientFor(ProbeRun run)
    {
        var servers = Nameservers.Select(server => new NameServer(server)).ToArray();

        if (servers.Length == 0)
            throw new JudgedException(
                Judgement.Unknown(Reason.ResolverUnreachable, "This worker knows no nameserver.")
            );

        var wait = run.TimeLimit / 4;
        return new LookupClient(
            new LookupClientOptions(servers)
            {
                UseCache = false,
                ThrowDnsErrors = false,
                Timeout = wait < LongestWait ? wait : LongestWait,
                Retries = 1,
            }
        );
    }

    private sealed record DnsAnswer(
        QueryType Type,
        IReadOnlyList<IPAddress> Addresses,
        DnsResponseCode Code,
        string? Error
    )
    {
        /// <summary>Whether a nameserver spoke of the name; one that refuses us speaks of us.</summary>
        public bool Judges =>
            Code is DnsResponseCode.NoError or DnsResponseCode.NotExistentDomain or DnsResponseCode.ServerFailure;

        public string Said =>
            Code switch
            {
                DnsResponseCode.NoError => "no data",
                DnsResponseCode.NotExistentDomain => "NXDOMAIN",
                DnsResponseCode.ServerFailure => "SERVFAIL",
                DnsResponseCode.Refused => "REFUSED",
                _ => Error ?? Code.ToString(),
            };
    }
}
