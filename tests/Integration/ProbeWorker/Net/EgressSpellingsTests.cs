using System.Diagnostics;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Https;
using Ringback.ProbeWorker.Probes.Https.Tokens;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.Tests.Integration.ProbeWorker.Net;

/// <summary>No spelling of a forbidden address gets a packet out: counted by the kernel, in a network namespace of its own.</summary>
public sealed class EgressSpellingsTests
{
    private const string Within = "RINGBACK_COUNTED_NAMESPACE";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_spelling_lets_a_packet_out()
    {
        Assert.SkipUnless(Environment.UserName == "root", "a network namespace needs root");
        var script = $"""
            ip link set lo up; ip link add d0 type veth peer name d1; ip link set d0 up; ip link set d1 up
            ip addr add 198.51.100.1/24 dev d0; ip route add default dev d0; ip -6 route add default dev d0
            nft add table inet c; nft 'add chain inet c out {"{ type filter hook output priority 0; }"}'
            nft add rule inet c out meta l4proto '{"{ tcp, udp }"}' counter
            {Within}=1 '{Environment.ProcessPath}' --filter-method '*{nameof(
                Each_spelling_is_refused
            )}' --progress off --no-ansi
            echo ended $? packets $(nft list chain inet c out | grep -o 'packets [0-9]*' | cut -d' ' -f2)
            """;
        using var process = Process.Start(
            new ProcessStartInfo("unshare", ["--net", "sh", "-c", script]) { RedirectStandardOutput = true }
        )!;
        var said = await process.StandardOutput.ReadToEndAsync(Cancel);

        Assert.True(said.TrimEnd().EndsWith("ended 0 packets 0", StringComparison.Ordinal), said);
        Assert.Contains("succeeded: 1", said, StringComparison.Ordinal);
    }

    /// <summary>Within the namespace; beside it there is nothing to count.</summary>
    [Fact]
    public async Task Each_spelling_is_refused()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Within) == "1", "is run in a namespace by the other one");
        var urls = ForbiddenSpellings.Urls.ToList();
        var probe = new HttpsProbe(new TokenCache());
        var got = new List<string>();
        foreach (var url in urls)
        {
            if (got.Count == 40)
                break;

            // Who writes a catalog is told so; a redirect that is none ends there.
            if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || await RunAsync(probe, parsed) is not { } how)
                continue;

            if (how.Reason is not (Reason.EgressRefused or Reason.DnsFailure))
                got.Add($"{url} ({parsed.IdnHost}): {how.Reason} {how.Detail}");
        }

        Assert.True(urls.Count > 5000, $"{urls.Count} spellings");
        Assert.True(got.Count == 0, $"{got.Count} of {urls.Count}:\n{string.Join('\n', got.Take(40))}");
    }

    private static async Task<Judgement?> RunAsync(HttpsProbe probe, Uri url)
    {
        var means = new ProbeMeans(Resolver.OfSystem, Secrets.OfProcess) { Egress = EgressPolicy.Public([]) };
        var run = new ProbeRun("egress", "prague", TimeSpan.FromSeconds(1), means, TimeProvider.System);
        using var limit = new CancellationTokenSource(run.TimeLimit);
        try
        {
            return await probe.RunAsync(new HttpsCheck { Url = url }, run, limit.Token);
        }
        catch (Exception e) when (Escape.Judge(e) is { } judgement)
        {
            return judgement;
        }
        catch (Exception e)
        {
            return Judgement.Unknown(Reason.InternalError, e.ToString());
        }
    }
}
