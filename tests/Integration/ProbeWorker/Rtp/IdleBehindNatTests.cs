using System.Diagnostics;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.Model.Results;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Rtp;

namespace Ringback.Tests.Integration.ProbeWorker.Rtp;

/// <summary>An incoming call after an idle time, to a worker behind the kernel's own NAT: kamailio is outside, in a network namespace of its own.</summary>
public sealed class IdleBehindNatTests
{
    private const string Within = "RINGBACK_BEHIND_NAT";

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(6);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3, "forgotten")]
    [InlineData(60, "kept")]
    public async Task A_binding_that_outlives_the_idle_time_lets_the_call_in_and_no_other(int seconds, string binding)
    {
        Assert.SkipUnless(Environment.UserName == "root", "network namespaces need root");
        var folder = Directory.CreateTempSubdirectory("ringback-nat-").FullName;
        var config = Path.Combine(folder, "kamailio.cfg");
        await File.WriteAllTextAsync(config, Kamailio, Cancel);

        // Worker 10.9.8.2, NAT 10.9.8.1 and 198.51.100.2, kamailio 198.51.100.1: this script's own namespace.
        var script = $$"""
            unshare --net sleep 60 & nat=$!; unshare --net sleep 60 & worker=$!
            trap 'kill $nat $worker $kamailio 2> /dev/null' EXIT
            n() { nsenter --net --target $nat "$@"; }; w() { nsenter --net --target $worker "$@"; }
            wait_for() { for try in $(seq 100); do if "$@"; then return; fi; sleep 0.1; done; echo "never: $*"; exit 1; }
            apart() { [ "$(readlink /proc/$1/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; }
            wait_for apart $nat; wait_for apart $worker
            ip link set lo up; ip link add o0 type veth peer name n0 netns $nat; ip addr add 198.51.100.1/24 dev o0; ip link set o0 up
            n ip addr add 198.51.100.2/24 dev n0; n ip link set n0 up
            n ip link add n1 type veth peer name w0 netns $worker; n ip addr add 10.9.8.1/24 dev n1; n ip link set n1 up
            w ip link set lo up; w ip addr add 10.9.8.2/24 dev w0; w ip link set w0 up; w ip route add default via 10.9.8.1
            n sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
            n nft -f - << RULES
            table ip nat {
              chain out { type nat hook postrouting priority 100; oifname n0 masquerade; }
              chain in { type filter hook input priority 0; iifname n0 meta l4proto udp drop; }
            }
            RULES
            n sh -c 'for each in /proc/sys/net/netfilter/nf_conntrack_udp_timeout*; do echo {{seconds}} > $each; done'
            kamailio -f {{config}} -DD -E -m 32 -M 4 -Y {{folder}} -P {{folder}}/pid > {{folder}}/log 2>&1 & kamailio=$!
            listening() { ss -Hlun | grep -q :5060; }
            wait_for listening
            {{Within}}={{binding}} nsenter --net --target $worker '{{Environment.ProcessPath}}' --filter-method '*{{nameof(
                The_call_comes_in_where_the_binding_is_kept
            )}}' --progress off --no-ansi --output Detailed
            echo ended $?
            """;
        using var process = Process.Start(
            new ProcessStartInfo("unshare", ["--net", "sh", "-c", script])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var complaints = process.StandardError.ReadToEndAsync(Cancel);
        var said = await process.StandardOutput.ReadToEndAsync(Cancel) + await complaints;
        await process.WaitForExitAsync(Cancel);
        TestContext.Current.TestOutputHelper!.WriteLine(said);
        var log = await File.ReadAllTextAsync(Path.Combine(folder, "log"), Cancel);
        Directory.Delete(folder, recursive: true);

        Assert.True(said.Contains("ended 0", StringComparison.Ordinal), said + log);
        Assert.Contains("succeeded: 1", said, StringComparison.Ordinal);
    }

    /// <summary>Within the namespaces; elsewhere there is nobody to call.</summary>
    [Fact]
    public async Task The_call_comes_in_where_the_binding_is_kept()
    {
        var binding = Environment.GetEnvironmentVariable(Within);
        Assert.SkipWhen(binding is null, "is run behind a NAT by the other one");
        using var sender = new PacedSender();
        var result = await OneRun.OfAsync(
            new RtpCheck
            {
                Host = "198.51.100.1",
                Extension = "bob",
                Credential = new Credential("alice", new SecretReference("NONE", null)),
                Callee = new Credential("bob", new SecretReference("NONE", null)),
                Idle = Idle,
                DirectMedia = true,
                MediaDuration = TimeSpan.FromSeconds(1),

                // This machine may be busy: what is tested here is whether the call finds its way.
                MaxSendLateness = TimeSpan.FromSeconds(2),
                JitterBuffer = TimeSpan.FromSeconds(2),
                Limits = new RtpLimits { Delay = TimeSpan.FromSeconds(2), Jitter = TimeSpan.FromSeconds(2) },
            },
            TimeSpan.FromSeconds(25),
            ProbeKind.Of(RtpCheck.KindName, new RtpProbe(sender, new PortWalk())),
            new Secrets(_ => "none is asked for"),
            evidenceAlways: true
        );

        TestContext.Current.TestOutputHelper!.WriteLine($"{binding}: {result.Outcome} {result.Reason} {result.Detail}");
        if (binding == "kept")
        {
            Assert.True(result.Outcome == Outcome.Up, $"{result.Reason} {result.Detail}\n{result.Evidence}");
            return;
        }

        Assert.True(
            (result.Outcome, result.Reason) == (Outcome.Down, Reason.UnexpectedStatus),
            $"{result.Reason} {result.Detail}\n{result.Evidence}"
        );
        Assert.Contains("408", result.Detail, StringComparison.Ordinal);
        Assert.Contains("left alone for 6 s: a NAT", result.Detail, StringComparison.Ordinal);
    }

    /// <summary>A registrar and proxy of phones behind NATs, which it reaches where it saw them. It asks for no password.</summary>
    private const string Kamailio = """
        #!KAMAILIO
        debug=0
        log_stderror=yes
        children=2
        disable_tcp=yes
        auto_aliases=no
        dns=no
        listen=udp:198.51.100.1:5060
        loadmodule "tm.so"
        loadmodule "sl.so"
        loadmodule "rr.so"
        loadmodule "pv.so"
        loadmodule "siputils.so"
        loadmodule "textops.so"
        loadmodule "kex.so"
        loadmodule "usrloc.so"
        loadmodule "registrar.so"
        loadmodule "nathelper.so"
        modparam("tm", "fr_timer", 2000)
        modparam("registrar|nathelper", "received_avp", "$avp(RECEIVED)")
        request_route {
            force_rport();
            if (is_method("REGISTER")) { fix_nated_register(); save("location"); exit; }
            if (is_method("INVITE")) { add_contact_alias(); }
            if (has_totag()) {
                if (loose_route()) { if (!isdsturiset()) { handle_ruri_alias(); } t_on_reply("CONTACT"); t_relay(); }
                exit;
            }
            if (is_method("CANCEL|ACK")) { if (t_check_trans()) { t_relay(); } exit; }
            record_route();
            t_on_reply("CONTACT");
            if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
            t_relay();
        }
        onreply_route[CONTACT] { add_contact_alias(); }
        """;
}
