using System.Net;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Https;
using Ringback.ProbeWorker.Probes.Https.Tokens;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.Tests.Unit.ProbeWorker.Probes.Https;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Net;

public sealed class EgressPolicyTests
{
    private static readonly EgressPolicy Public = EgressPolicy.Public([]);

    /// <summary>Every way in which a URL may write an IPv4 address (WHATWG URL, "host parsing"), and IPv6 with one inside.</summary>
    public static TheoryData<string> ForbiddenUrls =>
        [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://127.0.1/",
            "https://0x7f.1/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://017700000001/",
            "https://0177.0.0.1/",
            "https://0x7F.0x0.0x0.0x1/",
            "https://%31%32%37.0.0.1/",
            "https://\uff11\uff12\uff17.0.0.1/",
            "https://127.0.0.1./",
            "https://0.0.0.0/",
            "https://0/",
            "https://0x.0x.0/",
            "https://10.0.0.1/",
            "https://172.31.255.255/",
            "https://192.168.0.1/",
            "https://192.0xa80001/",
            "https://100.100.100.200/",
            "https://169.254.169.254/latest/meta-data/",
            "https://0xa9fea9fe/",
            "https://2852039166/",
            "https://168.63.129.16/",
            "https://224.0.0.1/",
            "https://255.255.255.255/",
            "https://198.18.0.1/",
            "https://[::1]/",
            "https://[::]/",
            "https://[0:0:0:0:0:0:0:1]/",
            "https://[::127.0.0.1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://[::ffff:a9fe:a9fe]/",
            "https://[64:ff9b::10.0.0.1]/",
            "https://[64:ff9b:1::a00:1]/",
            "https://[2002:7f00:1::]/",
            "https://[2001::1]/",
            "https://[fd00:ec2::254]/",
            "https://[fe80::1]/",
            "https://[fec0::1]/",
            "https://[ff02::1]/",
            "https://[100::1]/",
            "https://[2001:db8::1]/",
        ];

    [Theory]
    [MemberData(nameof(ForbiddenUrls))]
    public async Task No_way_of_writing_a_forbidden_address_gets_through(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed))
            return; // Refused before it is anybody's check.

        var result = await RunAsync(new HttpsCheck { Url = parsed }, Public);

        Assert.True(
            result.Reason is Reason.EgressRefused or Reason.DnsFailure,
            $"{parsed.IdnHost}: {result.Reason} {result.Detail}"
        );
        Assert.Null(result.Address);
        if (IPAddress.TryParse(parsed.IdnHost.Trim('[', ']'), out _))
            Assert.Equal((Outcome.Unknown, Reason.EgressRefused), (result.Outcome, result.Reason));
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("212.71.175.51")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2a00:1450:4014:80b::2004")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    public void The_internet_is_allowed(string address) => Assert.True(Public.Allows(IPAddress.Parse(address)));

    [Fact]
    public void What_is_named_is_allowed_beside_it()
    {
        var policy = EgressPolicy.Public([IPNetwork.Parse("10.1.0.0/16")]);

        Assert.True(policy.Allows(IPAddress.Parse("10.1.2.3")));
        Assert.True(policy.Allows(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.False(policy.Allows(IPAddress.Parse("10.2.0.1")));
    }

    /// <summary>Whatever an address is made of: what its IPv4 part may not reach, no wrapping of it may.</summary>
    [Fact]
    public void No_wrapping_of_an_address_is_allowed_where_it_is_not() =>
        Gen
            .Byte.Array[4]
            .Sample(bytes =>
            {
                var plain = Public.Allows(new IPAddress(bytes));
                Assert.Equal(plain, Public.Allows(new IPAddress(bytes).MapToIPv6()));
                Assert.Equal(plain, Public.Allows(Wrapped("0064ff9b0000000000000000", bytes)));
                Assert.False(Public.Allows(Wrapped("000000000000000000000000", bytes)));
            });

    [Fact]
    public async Task A_redirect_is_held_to_the_same_policy()
    {
        await using var site = await TestSite.StartAsync(context =>
        {
            context.Response.Redirect("https://169.254.169.254/latest/meta-data/");
            return Task.CompletedTask;
        });

        var result = await RunAsync(
            site.Check with
            {
                Request = new() { Redirects = 1 },
            },
            EgressPolicy.Public([IPNetwork.Parse("127.0.0.0/8")])
        );

        Assert.Equal((Outcome.Unknown, Reason.EgressRefused), (result.Outcome, result.Reason));
        Assert.Contains("169.254.169.254", result.Detail, StringComparison.Ordinal);
    }

    private static IPAddress Wrapped(string prefix, byte[] bytes) => new([.. Convert.FromHexString(prefix), .. bytes]);

    private static Task<ProbeResult> RunAsync(HttpsCheck check, EgressPolicy policy) =>
        OneRun.OfAsync(
            check,
            TimeSpan.FromSeconds(5),
            ProbeKind.Of(HttpsCheck.KindName, new HttpsProbe(new TokenCache())),
            means: new(new Resolver([new IPEndPoint(IPAddress.Loopback, 9)]), new Secrets(_ => null))
            {
                Egress = policy,
            }
        );
}
