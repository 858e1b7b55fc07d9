using System.Diagnostics;
using System.Globalization;
using System.Net;
using Ringback.Cli.Lab;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;
using Ringback.ProbeWorker.Probes;
using Ringback.ProbeWorker.Probes.Net;
using Ringback.ProbeWorker.Probes.Net.Sip;
using Ringback.Protocols.Sdp;
using Ringback.Tests.Integration.Lab;

namespace Ringback.Tests.Integration.ProbeWorker.Sip;

/// <summary>Calls and bindings that are given up at any moment leave nothing: no dialog, no binding, no socket.</summary>
public sealed class SipCleanUpTests
{
    /// <summary>Under way together, clean-up included; one that waits for what was lost holds no other up.</summary>
    private const int AtOnce = 50;

    /// <summary>On a busy machine; sooner than a timer of the proxy would end what was left.</summary>
    private static readonly TimeSpan AtOnceIs = TimeSpan.FromSeconds(10);

    private static readonly SdpSession Offer = SdpStream.Offer(
        IPAddress.Loopback,
        1,
        SdpStream.Media("audio", 4000, [SdpRtpMap.Pcma], TimeSpan.FromMilliseconds(20))
    );

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>As many as <c>RINGBACK_CLEANUP_RUNS</c> says.</summary>
    private static int Runs =>
        int.TryParse(Environment.GetEnvironmentVariable("RINGBACK_CLEANUP_RUNS"), out var runs) ? runs : 300;

    /// <param name="callee">The two callees are of different stacks, and both answer at once.</param>
    [Theory]
    [InlineData("echo")]
    [InlineData("baresip")]
    public async Task Aborted_refused_and_timed_out_runs_leave_nothing_behind(string callee)
    {
        var folder = $"/tmp/ringback-lab-cleanup-{callee}-{Environment.ProcessId}";
        var own = await LoopbackLab.UpAsync(folder, ["kamailio"], Environment.ProcessId, Cancel);
        try
        {
            var control = own.Variables["LAB_SIP_CONTROL"];
            Assert.Equal(1, await DialogsOfOpenCallAsync(own.Variables, callee)); // so that 0 means something
            var (most, started) = (0, Stopwatch.GetTimestamp());
            await Parallel.ForAsync(
                0,
                Runs,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancel },
                async (number, _) =>
                {
                    var agent = await RunAsync(own.Variables, callee, number);
                    if (number % AtOnce == 0)
                        InterlockedMax(ref most, await Kamailio.DialogsAsync(control));

                    await agent.Closed.WaitAsync(Cancel);
                }
            );
            var took = Stopwatch.GetElapsedTime(started);

            // The proxy forgets a call a moment after its BYE has been answered. Sipp answers a CANCEL that comes between its 180
            // and its 200 and then nothing more, where RFC 3261 §9.2 asks for a 487: such a call the proxy keeps until its own
            // fr_inv_timer ends, 30 s after the INVITE.
            started = Stopwatch.GetTimestamp();
            await Until.TrueAsync(() => Kamailio.DialogsAsync(control).Result == 0, "no dialog is left");
            var until = Stopwatch.GetElapsedTime(started);
            Assert.True(callee == "echo" || until < AtOnceIs, $"the last dialog was left for {until}");
            Assert.Empty(await Kamailio.ContactsAsync(control, "alice"));
            Assert.Empty(SocketsTo(own.Variables));
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{Runs} runs over five transports, calls to {callee}, in {took.TotalSeconds:0.0} s, up to {most} dialogs at once: 0 dialogs {until.TotalSeconds:0.0} s after the last clean-up, 0 bindings, 0 sockets"
            );
        }
        finally
        {
            await LoopbackLab.DownAsync(folder);
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int before; value > (before = Volatile.Read(ref most)); )
        {
            if (Interlocked.CompareExchange(ref most, value, before) == before)
                return;
        }
    }

    private static async Task<int> DialogsOfOpenCallAsync(IReadOnlyDictionary<string, string> variables, string callee)
    {
        var (check, run) = Of(variables, SipTransport.Tls);
        await using var agent = await SipConnector.OpenAsync(check, new(IPAddress.Loopback, check.Port), run, Cancel);
        await using var call = agent.Invite(SipConnector.UriOf(check, callee, agent.Origin), Offer, null);
        await call.Final.WaitAsync(Cancel);
        return await Kamailio.DialogsAsync(variables["LAB_SIP_CONTROL"]);
    }

    /// <returns>The agent, disposed: it closes behind the run.</returns>
    private static async Task<SipUserAgent> RunAsync(
        IReadOnlyDictionary<string, string> variables,
        string callee,
        int number
    )
    {
        var (check, run) = Of(variables, (SipTransport)(number % 5));
        var credentials = await SipCredentials.ReadAsync(
            check,
            run.Means.Secrets,
            TestContext.Current.CancellationToken
        );
        var agent = await SipConnector.OpenAsync(check, new(IPAddress.Loopback, check.Port), run, Cancel);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var step = number / 5 % 6;
        if (step is 2 or 5)
            deadline.CancelAfter(TimeSpan.FromMilliseconds(number % 40));

        await StepAsync(step).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await agent.DisposeAsync();
        return agent;

        async Task StepAsync(int which)
        {
            var user =
                which == 1 ? "status-486"
                : number % 2 == 0 ? callee
                : $"auth-{callee}";
            if (which >= 4)
            {
                // A binding that is left as it is, and one that is given up on the way.
                await agent.Bind(SipConnector.AccountOf(check, "alice"), credentials).RegisterAsync(deadline.Token);
                return;
            }

            var call = agent.Invite(SipConnector.UriOf(check, user, agent.Origin), Offer, credentials);
            if (which == 0)
                return; // aborted before anything came back

            await call.Final.WaitAsync(deadline.Token);
            if (which == 3)
                await call.ByeAsync(deadline.Token);
        }
    }

    private static (SipCheck Check, ProbeRun Run) Of(
        IReadOnlyDictionary<string, string> variables,
        SipTransport transport
    )
    {
        var check = new SipCheck
        {
            Host = "127.0.0.1",
            Port = int.Parse(variables[PortOf(transport)], CultureInfo.InvariantCulture),
            Transport = transport,
            Tls = new() { CaFile = variables["LAB_CA_FILE"] },
            Domain = "lab.test",
            Credential = new Credential("alice", new SecretReference("PASSWORD", null)),

            // What is lost on loopback is lost in a crowd: it is asked for again soon.
            Times = new() { T1 = TimeSpan.FromMilliseconds(200), T4 = TimeSpan.FromMilliseconds(500) },
        };
        var run = new ProbeRun(
            "pbx",
            "prague",
            TimeSpan.FromSeconds(30),
            new ProbeMeans(Resolver.OfSystem, new Secrets(_ => variables["LAB_SIP_PASSWORD"])),
            TimeProvider.System
        );
        return (check, run);
    }

    private static string PortOf(SipTransport transport) =>
        transport == SipTransport.Udp ? "LAB_SIP_PORT" : $"LAB_SIP_{transport.ToString().ToUpperInvariant()}_PORT";

    /// <summary>Ours that are connected to the proxy; a connection that only waits for stray packets to die is none.</summary>
    private static List<string> SocketsTo(IReadOnlyDictionary<string, string> variables)
    {
        const string TimeWait = "06";
        var ports = Enum.GetValues<SipTransport>()
            .Select(t =>
                int.Parse(variables[PortOf(t)], CultureInfo.InvariantCulture)
                    .ToString("X4", CultureInfo.InvariantCulture)
            )
            .ToList();
        return
        [
            .. new[] { "/proc/net/udp", "/proc/net/tcp" }
                .SelectMany(File.ReadLines)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(row =>
                    row.Length > 3
                    && row[3] != TimeWait
                    && ports.Exists(port => row[2].EndsWith($":{port}", StringComparison.Ordinal))
                )
                .Select(row => $"{row[1]} {row[2]} {row[3]}"),
        ];
    }
}
