using Ringback.Model.Results;
using Ringback.Protocols.Dns;

namespace Ringback.ProbeWorker.Probes.Dns;

/// <summary>From NAPTR to SRV to addresses, the way a phone goes (RFC 3263 §4): whether each step leads somewhere.</summary>
/// <remarks>Where some ways end and others do not, calls still get through: degraded. Where none leads to an address, down.</remarks>
internal sealed class DnsTrail(Func<DnsQuestion, CancellationToken, Task<DnsMessage>> ask, CancellationToken deadline)
{
    /// <summary>Of one run; what is beyond is not looked at.</summary>
    private const int MostQuestions = 32;

    private static readonly string[] Transports = ["_udp", "_tcp", "_sctp"];

    private readonly Dictionary<string, bool> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _services = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _gaps = [];
    private int _questions;
    private int _addresses;

    /// <returns>Null where all is consistent.</returns>
    public async Task<Judgement?> FindGapAsync(IReadOnlyList<DnsRecord> records)
    {
        foreach (var record in records)
        {
            if (record.Data is DnsPointer pointer)
                await FollowAsync(pointer);
            else if (record.Data is DnsService service)
                await FollowAsync(record.Name, service);
        }

        if (_gaps.Count == 0)
            return null;

        var said = string.Join("; ", _gaps) + ".";
        return _addresses == 0
            ? Judgement.Down(Reason.RecordsInconsistent, said)
            : Judgement.Degraded(Reason.RecordsInconsistent, said);
    }

    private async Task FollowAsync(DnsPointer pointer)
    {
        if (FindWrongTransport(pointer) is { } wrong)
            _gaps.Add(
                $"NAPTR {pointer.Services} leads to {pointer.Replacement}, which is {wrong[1..].ToUpperInvariant()}"
            );

        switch (pointer.Flags.ToUpperInvariant())
        {
            case "S" when _services.Add(pointer.Replacement):
                var found = await AskAsync(DnsRecordType.Srv, pointer.Replacement);
                var services = found?.Answers.Select(answer => answer.Data).OfType<DnsService>().ToList() ?? [];
                if (found is not null && services.Count == 0)
                    _gaps.Add($"NAPTR leads to {pointer.Replacement}, which has no SRV ({found.Code.Name()})");

                foreach (var service in services)
                    await FollowAsync(pointer.Replacement, service);

                break;
            case "A":
                await HasAddressAsync(pointer.Replacement, $"NAPTR leads to {pointer.Replacement}");
                break;
        }
    }

    private async Task FollowAsync(string name, DnsService service)
    {
        if (service.Target == ".")
            _gaps.Add($"SRV {name} says that there is no such service");
        else if (service.Port == 0)
            _gaps.Add($"SRV {name} names port 0 of {service.Target}");
        else
            await HasAddressAsync(service.Target, $"SRV {name} leads to {service.Target}");
    }

    private async Task HasAddressAsync(string host, string way)
    {
        if (!_hosts.TryGetValue(host, out var has))
        {
            var v4 = await AskAsync(DnsRecordType.A, host);
            var v6 = await AskAsync(DnsRecordType.Aaaa, host);
            if (v4 is null || v6 is null)
                return; // not asked: nothing is known

            has = v4.Answers.Concat(v6.Answers).Any(answer => answer.Data is DnsAddress);
            _hosts[host] = has;
            if (v4.Answers.Any(answer => answer.Data is DnsAlias))
                _gaps.Add($"{way}, an alias, which RFC 2782 forbids");
        }

        if (has)
            _addresses++;
        else
            _gaps.Add($"{way}, which has no address");
    }

    private async Task<DnsMessage?> AskAsync(DnsRecordType type, string name) =>
        _questions++ < MostQuestions ? await ask(new DnsQuestion(name, type), deadline) : null;

    /// <summary>SIP+D2U is UDP, SIP+D2T and SIPS+D2T are TCP (RFC 3263 §4.1).</summary>
    private static string? FindWrongTransport(DnsPointer pointer)
    {
        var meant = pointer.Services.ToUpperInvariant() switch
        {
            "SIP+D2U" => "_udp",
            "SIP+D2T" or "SIPS+D2T" => "_tcp",
            "SIP+D2S" => "_sctp",
            _ => null,
        };
        return meant is null
            ? null
            : Transports.FirstOrDefault(transport =>
                transport != meant && pointer.Replacement.Contains($"{transport}.", StringComparison.OrdinalIgnoreCase)
            );
    }
}
