using System.Diagnostics;
using Ringback.Cli.Commands;

namespace Ringback.Tests.Integration.ProbeWorker.Net;

/// <summary>The egress policy, counted by the kernel: a network namespace of its own, where every packet that leaves is counted.</summary>
public sealed class EgressTests
{
    /// <summary>In the spellings that URLs may have (WHATWG URL, "host parsing").</summary>
    private static readonly string[] Forbidden =
    [
        "https://127.0.0.1/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://256",
        "https://4294967295",
        "https://127.1.",
        "https://192.0x00A80001",
        "https://192.168.257",
        "https://0x7f.0251.01\u3002",
        "https://10.0.0.1/",
        "https://192.168.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://0xa9fea9fe/",
        "https://[::1]/",
        "https://[1:0::]",
        "https://[0:0:0:0:0:0:13.1.68.3]",
        "https://[::7f00:1]",
        "https://[2001::1]:80",
        "https://[0:1:0:1:0:1:0:1]",
        "https://[::ffff:169.254.169.254]/",
        "https://[64:ff9b::10.0.0.1]/",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
        "https://[2002:7f00:1::]/",
        "wss://10.0.0.1/",
        "sip:192.168.0.1",
        "turn:169.254.169.254",
        "ntp:127.0.0.1",
    ];

    [Fact]
    public async Task Nothing_leaves_for_a_forbidden_address()
    {
        Assert.SkipUnless(Environment.UserName == "root", "a network namespace needs root");

        var refused = await CountAsync("--public-only", Forbidden);
        var control = await CountAsync("", "https://10.0.0.1/");

        Assert.Equal((Forbidden.Length, 0), (refused.Unknown, refused.Packets));
        Assert.True(control.Packets > 0, "the counter counts nothing");
    }

    /// <returns>How many probes ended as unknown, and how many packets of TCP and UDP left.</returns>
    private static async Task<(int Unknown, int Packets)> CountAsync(string option, params string[] probes)
    {
        var program = typeof(ProbeCommand).Assembly.Location;
        var lines = probes.Select(probe =>
            $"dotnet {program} probe '{probe}' {option} --timeout 1 >/dev/null; [ $? = 4 ] && n=$((n+1))"
        );
        var script = $$"""
            ip link set lo up; ip link add d0 type veth peer name d1; ip link set d0 up; ip link set d1 up
            ip addr add 198.51.100.1/24 dev d0; ip route add default dev d0; ip -6 route add default dev d0
            nft add table inet c; nft 'add chain inet c out { type filter hook output priority 0; }'
            nft add rule inet c out meta l4proto '{ tcp, udp }' counter
            n=0
            {{string.Join('\n', lines)}}
            echo unknown $n packets $(nft list chain inet c out | grep -o 'packets [0-9]*' | cut -d' ' -f2)
            """;
        using var process = Process.Start(
            new ProcessStartInfo("unshare", ["--net", "sh", "-c", script]) { RedirectStandardOutput = true }
        )!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var words = said.Trim().Split('\n')[^1].Split(' ');
        Assert.Equal(("unknown", "packets"), (words[0], words[2]));
        return (int.Parse(words[1], null), int.Parse(words[3], null));
    }
}
