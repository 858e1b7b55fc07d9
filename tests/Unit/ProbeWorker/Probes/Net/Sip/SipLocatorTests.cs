using System.Buffers.Binary;
using System.Net;
using System.Text;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Net.Sip;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net.Sip;

/// <summary>RFC 3263 against a nameserver of our own.</summary>
public class SipLocatorTests
{
    private const int A = 1;
    private const int Srv = 33;
    private const int Naptr = 35;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NAPTR_leads_to_SRV_and_that_to_addresses_in_the_order_of_their_priority()
    {
        await using var nameserver = new LoopbackNameserver(
            type =>
                type switch
                {
                    Naptr =>
                    [
                        Pointer(10, "SIP+D2T", "_sip._tcp.other.test"),
                        Pointer(20, "SIP+D2U", "_sip._udp.pbx.test"),
                    ],
                    Srv => [Service(20, 5080, "second.test"), Service(10, 5070, "first.test")],
                    A =>
                    [
                        [127, 0, 0, 7],
                    ],
                    _ => [],
                },
            0
        );
        var run = Run(nameserver);

        var found = await SipLocator.FindAsync(Check(), run, Cancel);

        Assert.Equal([IPEndPoint.Parse("127.0.0.7:5070"), IPEndPoint.Parse("127.0.0.7:5080")], found);
        var evidence = run.Evidence.ToString();
        Assert.Contains("NAPTR pbx.test: 20 0 SIP+D2U _sip._udp.pbx.test", evidence);
        Assert.Contains("SRV _sip._udp.pbx.test: 10 0 first.test:5070", evidence);
        Assert.Contains(run.Phases, phase => phase.Name == PhaseNames.Locate);
    }

    [Fact]
    public async Task Without_records_the_hosts_own_addresses_and_the_usual_port_are_used()
    {
        await using var nameserver = new LoopbackNameserver(
            type =>
                type == A
                    ?
                    [
                        [127, 0, 0, 7],
                    ]
                    : [],
            0
        );
        var run = Run(nameserver);

        Assert.Equal([IPEndPoint.Parse("127.0.0.7:5060")], await SipLocator.FindAsync(Check(), run, Cancel));
        Assert.Contains("no SRV record", run.Evidence.ToString());
    }

    [Fact]
    public async Task A_service_whose_hosts_have_no_address_is_the_domains_fault()
    {
        await using var nameserver = new LoopbackNameserver(
            type => type == Srv ? [Service(10, 5060, "gone.test")] : [],
            0
        );

        var judged = await Assert.ThrowsAsync<JudgedException>(() =>
            SipLocator.FindAsync(Check(), Run(nameserver), Cancel)
        );

        Assert.Equal((Outcome.Down, Reason.DnsFailure), (judged.Judgement.Outcome, judged.Judgement.Reason));
    }

    [Fact]
    public async Task A_hundred_records_are_not_a_hundred_candidates()
    {
        await using var nameserver = new LoopbackNameserver(
            type =>
                type switch
                {
                    Srv => [.. Enumerable.Range(1, 20).Select(i => Service(i, 5000 + i, "h.test"))],
                    A =>
                    [
                        [127, 0, 0, 7],
                    ],
                    _ => [],
                },
            0
        );

        Assert.Equal(SipLocator.MostCandidates, (await SipLocator.FindAsync(Check(), Run(nameserver), Cancel)).Count);
    }

    private static SipCheck Check() => new() { Host = "pbx.test", Locate = true };

    private static ProbeRun Run(LoopbackNameserver nameserver) =>
        new(
            "pbx",
            "prague",
            TimeSpan.FromSeconds(30),
            new ProbeMeans(new Resolver([nameserver.EndPoint], "/dev/null"), Secrets.OfProcess),
            TimeProvider.System
        );

    private static byte[] Service(int priority, int port, string host)
    {
        var head = new byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)priority);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), (ushort)port);
        return [.. head, .. Name(host)];
    }

    private static byte[] Pointer(int order, string services, string replacement) =>
        [
            0,
            (byte)order,
            0,
            0,
            1,
            (byte)'s',
            (byte)services.Length,
            .. Encoding.ASCII.GetBytes(services),
            0,
            .. Name(replacement),
        ];

    private static byte[] Name(string name) =>
        [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];
}
