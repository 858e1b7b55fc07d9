using Ringback.CatalogFiles;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.Tests.Unit.CatalogFiles;

/// <summary>Holds the shipped catalogs against the operator's table of systems, row by row.</summary>
public class CatalogCoverageTests(ITestOutputHelper output)
{
    /// <summary>One system that must be under watch.</summary>
    /// <param name="Targets">Those in the catalog that watch it.</param>
    /// <param name="Open">What is not watched yet, and why; null where nothing is left.</param>
    private sealed record Row(int Number, string System, string[] Targets, string? Open);

    private static readonly Row[] Rows =
    [
        new(
            1,
            "SIP call signalling of the PBX",
            ["pbx-sip", "pbx-sip-tcp", "pbx-sip-tls", "pbx-register", "pbx-call", "pbx-call-large-invite"],
            null
        ),
        new(
            2,
            "RTP media of the PBX",
            ["pbx-rtp", "pbx-loop", "pbx-bandwidth", "pbx-long-call", "pbx-idle-loop", "pbx-very-long-call"],
            null
        ),
        new(3, "Communicator app", ["communicator-web", "communicator-session", "communicator-register"], null),
        new(4, "Communicator voice signalling", ["communicator-call"], null),
        new(5, "Communicator voice media", [], "rtp over DTLS-SRTP"),
        new(6, "STUN/TURN", ["turn-3478", "turn-3479"], "TCP and TLS 5349, time-limited credentials"),
        new(7, "Web interface", ["pbx-web"], null),
        new(8, "Time server", ["ntp", "ntp-tcp"], null),
        new(9, "WEBCOM application and API", ["webcom", "webcom-api"], null),
        new(
            10,
            "B2B API",
            ["b2b-restapi-ipex", "b2b-restapi-voipex", "b2b-restapi-ipex-data", "b2b-restapi-voipex-data"],
            null
        ),
        new(11, "PBX API", ["pbx-api", "pbx-api-data"], null),
        new(12, "Statistics", ["statistics", "statistics-data"], null),
        new(
            13,
            "Meetings API",
            [
                "meetings-api",
                "meetings-api-data",
                "meetings-video-hq",
                "meetings-video-hd",
                "meetings-video-tiles",
                "meetings-screen-share",
                "meetings-screen-share-thumbnails",
            ],
            null
        ),
        new(14, "Firebase database service", ["firebase", "firebase-session"], null),
        new(15, "S3, CDNs, Google", ["user-photos", "cdn-ipex", "cdnjs", "google-charts", "google-analytics"], null),
        new(16, "SIP connector (trunk)", ["trunk-sip", "trunk-g711a", "trunk-g729", "trunk-g722", "trunk-h264"], null),
        new(17, "Wallboard", ["wallboard", "wallboard-data"], null),
        new(
            18,
            "DNS of all of the above",
            [
                "dns-pbx",
                "dns-pbx-aaaa",
                "dns-pbx-naptr",
                "dns-pbx-srv",
                "dns-webcom",
                "dns-restapi-ipex",
                "dns-restapi-voipex",
                "dns-auth",
                "dns-ipbxapi",
                "dns-ipbx-stats",
                "dns-meeting",
                "dns-cdn",
            ],
            null
        ),
    ];

    private static readonly int[] DueNow = [1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18];

    private static readonly Dictionary<string, string> Given = new()
    {
        ["PBX_HOST"] = "pbx.example.com",
        ["PBX_ECHO_EXTENSION"] = "600",
        ["PBX_VIDEO_ECHO_EXTENSION"] = "601",
        ["PBX_SIP_DOMAIN"] = "example.com",
        ["PBX_USERNAME"] = "alice",
        ["PBX_USERNAME_2"] = "bob",
        ["TRUNK_ECHO_EXTENSION"] = "600",
        ["TRUNK_USERNAME"] = "trunk",
        ["TRUNK_HOST"] = "trunk.example.com",
        ["TURN_USERNAME"] = "alice",
        ["API_CLIENT_ID"] = "monitor",
        ["API_USERNAME"] = "monitor",
        ["WEBCOM_API_URL"] = "https://webcom.ipex.cz/api/contacts",
        ["B2B_API_PATH"] = "/v1/contacts",
        ["PBX_API_PATH"] = "/v1/users",
        ["WALLBOARD_API_PATH"] = "/v1/queues",
        ["STATISTICS_API_PATH"] = "/v1/calls",
        ["MEETINGS_API_PATH"] = "/v1/rooms",
        ["FIREBASE_URL"] = "wss://example.firebaseio.com/.ws?v=5&ns=example",
        ["USER_PHOTO_URL"] = "https://photos.s3.amazonaws.com/alice.jpg",
    };

    [Fact]
    public void Every_row_that_is_due_has_its_targets_and_every_target_its_row()
    {
        var catalog = Valid("ipex.yaml", Given);
        foreach (var row in Rows.Where(r => r.Open is not null))
            output.WriteLine($"row {row.Number}, {row.System}: open: {row.Open}");

        Assert.Equal(DueNow, Rows.Where(r => r.Targets.Length > 0).Select(r => r.Number));
        Assert.Equal(Rows.SelectMany(r => r.Targets).Order(), catalog.Targets.Select(t => t.Id).Order());
    }

    [Fact]
    public void The_operators_addresses_are_those_of_its_requirements()
    {
        var checks = Valid("ipex.yaml", Given).Targets.ToDictionary(t => t.Id, t => t.Check);

        Assert.Equal("212.71.128.13", ((NtpCheck)checks["ntp"]).Host);
        Assert.Equal(
            [("212.71.175.51", 3478), ("212.71.175.51", 3479)],
            checks.Values.OfType<TurnCheck>().Select(c => (c.Host, c.Port))
        );
        Assert.Equal(
            ["https://ipbxapi.voipex.io/", "https://ipbxapi.voipex.io/", "https://pbx.example.com/"],
            new[] { "pbx-api", "wallboard", "pbx-web" }.Select(id => ((HttpsCheck)checks[id]).Url.AbsoluteUri)
        );
        var limits = ((RtpCheck)checks["pbx-rtp"]).Limits;
        Assert.All(
            Valid("ipex.yaml", Given).Regions,
            r => Assert.Equal([true, false, false], r.Canaries.Select(c => c.Check.IsDatagram))
        );
        Assert.Equal(
            [
                ("trunk-g711a", RtpCodec.Pcma),
                ("trunk-g729", RtpCodec.G729),
                ("trunk-g722", RtpCodec.G722),
                ("trunk-h264", RtpCodec.H264),
            ],
            checks
                .Where(c => c.Key.StartsWith("trunk-", StringComparison.Ordinal) && c.Value is RtpCheck)
                .Select(c => (c.Key, ((RtpCheck)c.Value).Codec))
        );
        Assert.Equal(
            [600_000, 1_200_000, 1_500_000, 75_000, 150_000],
            checks
                .Values.OfType<RtpCheck>()
                .Where(c => c.Ports is null)
                .SelectMany(c => c.Media)
                .Where(medium => medium.Codec == RtpCodec.H264)
                .Select(medium => medium.Limits.Bandwidth!.Value)
        );
        Assert.Equal(
            (new PortRange(5004, 20_000), new PortRange(5000, 20_000)),
            (((RtpCheck)checks["pbx-rtp"]).Ports, ((RtpCheck)checks["trunk-g729"]).Ports)
        );
        Assert.Equal((0.150, 0.030, 0.01), (limits.Delay.TotalSeconds, limits.Jitter.TotalSeconds, limits.Loss));
    }

    [Fact]
    public void What_is_per_customer_must_be_given()
    {
        var reading = CatalogFile.Read(Catalogs.Shipped("ipex.yaml"), new Dictionary<string, string>());

        Assert.Equal(Given.Keys.Order(), reading.Errors.Select(e => e.Field["variables.".Length..]).Order());
    }

    [Fact]
    public void The_lab_is_watched_by_every_kind_within_its_time_limits()
    {
        var lab = Valid(
            "lab.yaml",
            new Dictionary<string, string>
            {
                ["LAB_CA_FILE"] = "/run/lab/ca.pem",
                ["LAB_HTTPS_PORT"] = "1443",
                ["LAB_EXPIRING_HTTPS_PORT"] = "1445",
                ["LAB_SIP_WSS_PORT"] = "1507",
                ["LAB_SIP_TLS_PORT"] = "1508",
                ["LAB_SIP_PORT"] = "1506",
                ["LAB_SIP_DOMAIN"] = "lab.test",
                ["LAB_SIP_USER"] = "alice",
                ["LAB_SIP_USER_2"] = "bob",
                ["LAB_TURN_PORT"] = "1347",
                ["LAB_TURN_USER"] = "alice",
                ["LAB_NTP_PORT"] = "1123",
                ["LAB_DNS_PORT"] = "1053",
                ["LAB_NTS_PORT"] = "1460",
                ["LAB_CANARY_NTP_PORT"] = "1124",
                ["LAB_CANARY_HTTPS_PORT"] = "1444",
            }
        );

        Assert.Equal(
            ["dns", "https", "ntp", "rtp", "sip", "tcp", "turn", "websocket"],
            lab.Targets.Select(t => t.Check.Kind).Distinct().Order()
        );
        Assert.Equal(["prague", "frankfurt", "london"], lab.Regions.Select(r => r.Id));
        Assert.All(lab.Regions, r => Assert.Equal(["ntp", "https"], r.Canaries.Select(c => c.Check.Kind)));
        Assert.All(lab.Targets, t => Assert.Equal(2, t.Confirm.Failures));
        Assert.All(lab.Targets, t => Assert.InRange(t.Interval.TotalSeconds, 10, 45));
        Assert.All(
            lab.Targets,
            t =>
                Assert.Equal(
                    t.Id is "rtp" ? 8.0
                        : t.Id is "rtp-loop" ? 5.0
                        : 3.0,
                    t.Timeout.TotalSeconds
                )
        );
        Assert.Equal(["rtp-loop"], lab.Targets.Where(t => t.Check.CalledHost is not null).Select(t => t.Id));
    }

    [Fact]
    public void The_labs_telephony_is_watched_over_every_transport_and_its_calls_take_turns()
    {
        string[] ports = ["SIP", "SIP_TCP", "SIP_TLS", "SIP_WS", "SIP_WSS", "CANARY_NTP", "CANARY_HTTPS"];
        var variables = ports
            .Select((name, i) => (name, i))
            .ToDictionary(p => $"LAB_{p.name}_PORT", p => $"{1500 + p.i}");
        variables["LAB_CA_FILE"] = "/run/lab/ca.pem";
        variables["LAB_SIP_DOMAIN"] = "lab.test";
        (variables["LAB_SIP_USER"], variables["LAB_SIP_USER_2"], variables["LAB_SIP_USER_3"]) = (
            "alice",
            "bob",
            "carol"
        );
        var checks = Valid("lab-calls.yaml", variables).Targets.Select(t => (SignallingCheck)t.Check).ToList();

        Assert.Equal(Enum.GetValues<SipTransport>(), checks.Select(check => check.Transport).Distinct().Order());
        Assert.Equal(Enum.GetValues<SipService>(), checks.OfType<SipCheck>().Select(c => c.Service).Distinct().Order());
        Assert.Equal(4, checks.Count(check => check.CalledHost is not null));
        Assert.Single(checks.OfType<RtpCheck>(), check => check.Callee is not null);
    }

    private static Catalog Valid(string name, Dictionary<string, string> variables)
    {
        var reading = CatalogFile.Read(Catalogs.Shipped(name), variables);
        Assert.Empty(reading.Errors);
        return reading.Catalog!;
    }
}
