namespace Ringback.Model.Results;

/// <summary>The closed list of measurements.</summary>
public static partial class MeasurementNames
{
    public const string RttSeconds = "rtt_seconds";
    public const string StatusCode = "status_code";
    public const string SizeBytes = "size_bytes";
    public const string Retransmissions = "retransmissions_count";

    // HTTPS and TLS.
    public const string CertificateExpirySeconds = "certificate_expiry_seconds";
    public const string RedirectsCount = "redirects_count";

    /// <summary>Of the chain that was trusted, until the first of its certificates expires.</summary>
    public const string ChainExpirySeconds = "chain_expiry_seconds";

    /// <summary>1.2 or 1.3.</summary>
    public const string TlsVersion = "tls_version";

    /// <summary>The cipher suite's number in IANA's registry.</summary>
    public const string CipherSuite = "cipher_suite_code";

    /// <summary>The OCSP answer that is stapled to the certificate: 0 missing, 1 good, 2 revoked, 3 stale, 4 false.</summary>
    public const string OcspStaple = "ocsp_staple_code";

    /// <summary>Since the responder last knew that to be so.</summary>
    public const string OcspAgeSeconds = "ocsp_age_seconds";

    /// <summary>First byte of a second request over the same connection: no handshake, no slow start.</summary>
    public const string WarmRttSeconds = "warm_rtt_seconds";

    /// <summary>To fetch a token, of a run that had none.</summary>
    public const string TokenSeconds = "token_seconds";

    /// <summary>Of a scenario that failed, the step at which it did, from 1.</summary>
    public const string FailedStep = "failed_step_number";

    // WebSocket.
    public const string FirstMessageSeconds = "first_message_seconds";
    public const string PingRttSeconds = "ping_rtt_seconds";

    /// <summary>The longest of a session.</summary>
    public const string PingRttMaxSeconds = "ping_rtt_max_seconds";
    public const string Messages = "messages_count";

    /// <summary>How often a session broke that was to be held.</summary>
    public const string SessionDrops = "session_drops_count";

    /// <summary>For how long it was open, breaks left out.</summary>
    public const string SessionHeldSeconds = "session_held_seconds";

    // SIP.
    public const string PostDialDelaySeconds = "post_dial_delay_seconds";
    public const string SessionSetupSeconds = "session_setup_seconds";

    /// <summary>Servers of the domain that were asked until one served; only where it was not the first (RFC 3263 §4.3).</summary>
    public const string ServersTried = "servers_tried_count";

    // RTP.
    public const string PacketsSent = "packets_sent_count";
    public const string PacketsReceived = "packets_received_count";
    public const string PacketsLost = "packets_lost_count";
    public const string PacketsDuplicated = "packets_duplicated_count";
    public const string PacketsReordered = "packets_reordered_count";
    public const string PacketsDiscarded = "packets_discarded_count";
    public const string LossRatio = "loss_ratio";
    public const string LossLowerRatio = "loss_lower_ratio";
    public const string LossUpperRatio = "loss_upper_ratio";
    public const string DiscardRatio = "discard_ratio";
    public const string EffectiveLossRatio = "effective_loss_ratio";
    public const string InterarrivalJitterSeconds = "interarrival_jitter_seconds";
    public const string InterarrivalJitterMaxSeconds = "interarrival_jitter_max_seconds";
    public const string DelayVariationP95Seconds = "delay_variation_p95_seconds";
    public const string DelayVariationP99Seconds = "delay_variation_p99_seconds";

    /// <summary>Mean round trip of our own packets through the echo; without the echo's own latency it is the call delay.</summary>
    public const string CallDelaySeconds = "call_delay_seconds";
    public const string CallDelayMinSeconds = "call_delay_min_seconds";
    public const string CallDelayMaxSeconds = "call_delay_max_seconds";

    /// <summary>Half of the call delay: an estimate, always labelled so.</summary>
    public const string LegDelayEstimateSeconds = "leg_delay_estimate_seconds";
    public const string BurstRatio = "burst_ratio";
    public const string RFactor = "r_factor";
    public const string Mos = "mos";

    /// <summary>On the scale of ITU-T G.107.1, up to 129; never to be compared with the narrowband figure.</summary>
    public const string WidebandRFactor = "wideband_r_factor";

    /// <summary>The same as an opinion score, 1 to 4.5, of listeners to wideband.</summary>
    public const string WidebandMos = "wideband_mos";
    public const string JitterBufferSeconds = "jitter_buffer_seconds";
    public const string EquipmentImpairment = "equipment_impairment";
    public const string LossRobustness = "packet_loss_robustness";
    public const string OfferedBitsPerSecond = "offered_bits_per_second";
    public const string ReceivedBitsPerSecond = "received_bits_per_second";
    public const string SendLatenessP99Seconds = "send_lateness_p99_seconds";
    public const string SendLatenessMaxSeconds = "send_lateness_max_seconds";

    /// <summary>Of our stream on its way there, by the far end's receiver reports (RFC 3550).</summary>
    public const string UplinkLossRatio = "uplink_loss_ratio";
    public const string DownlinkLossRatio = "downlink_loss_ratio";

    /// <summary>Interarrival jitter of our stream as the far end last reported it.</summary>
    public const string FarEndJitterSeconds = "far_end_jitter_seconds";

    /// <summary>What came too early or too late for the far end's jitter buffer, by its extended report (RFC 3611).</summary>
    public const string FarEndDiscardRatio = "far_end_discard_ratio";
    public const string FarEndRFactor = "far_end_r_factor";

    /// <summary>Mean round trip of our sender reports, without the time that the far end kept them (LSR, DLSR).</summary>
    public const string RtcpRttSeconds = "rtcp_rtt_seconds";

    /// <summary>Reports of the far end on our stream.</summary>
    public const string RtcpReports = "rtcp_reports_count";

    /// <summary>Packets of ours that were not sent, because the peer held the call (RFC 3264 §8.4); there only where it did.</summary>
    public const string PacketsWithheld = "packets_withheld_count";

    /// <summary>DSCP of most media packets that came; we send 46 (EF) with a voice and 34 (AF41) with video.</summary>
    public const string ReceivedDscp = "received_dscp_code";

    /// <summary>Mean delay from caller to account called, both ours: on one clock.</summary>
    public const string OutwardCallDelaySeconds = "outward_call_delay_seconds";

    /// <summary>The other way.</summary>
    public const string HomewardCallDelaySeconds = "homeward_call_delay_seconds";
    public const string OutwardLossRatio = "outward_loss_ratio";
    public const string HomewardLossRatio = "homeward_loss_ratio";

    /// <summary>Our RTP port in this call, and the one that the answer named: what a firewall's failures are mapped by.</summary>
    public const string LocalPort = "local_port_number";
    public const string RemotePort = "remote_port_number";

    /// <summary>Of a call between two accounts, the same at the end that was called.</summary>
    public const string CalleeLocalPort = "callee_local_port_number";
    public const string CalleeRemotePort = "callee_remote_port_number";

    /// <summary>Of the target's port range, what calls of this worker have taken since it was started.</summary>
    public const string PortsSeenRatio = "ports_seen_ratio";

    /// <summary>Ports of the range whose last call had no media both ways.</summary>
    public const string PortsFailed = "ports_failed_count";
    public const string DigitsSent = "dtmf_sent_count";

    /// <summary>Digits that came, right or wrong.</summary>
    public const string DigitsHeard = "dtmf_heard_count";

    /// <summary>1 where the echo returns our packets as they are, 0 where it sends our audio in a stream of its own.</summary>
    public const string EchoReflected = "echo_reflected";

    /// <summary>The codec, as its static RTP payload type: 8 is G.711 A-law, 0 µ-law, 9 G.722, 18 G.729; 96 is H.264, which has none.</summary>
    public const string PayloadType = "payload_type";

    /// <summary>Of an answered call, whether it conforms to its limits (semantics, "Voice quality"): 1 or 0.</summary>
    public const string Conforming = "conforming";

    /// <summary>Whether media went both ways until the end of the call: 1 or 0.</summary>
    public const string MediaHeld = "media_held";

    /// <summary>How much later a picture came than the voice that was sent with it, on average; below zero where it came sooner.</summary>
    public const string AudioVideoSkewSeconds = "audio_video_skew_seconds";

    /// <summary>The same as a receiver would play them that keeps to the far end's sender reports (RFC 3550 §6.4.1), where that sends streams of its own.</summary>
    public const string LipSyncSeconds = "lip_sync_seconds";

    // STUN and TURN.
    public const string BindingRttSeconds = "binding_rtt_seconds";
    public const string AllocateSeconds = "allocate_seconds";
    public const string RelayRttSeconds = "relay_rtt_seconds";
    public const string RelayLossRatio = "relay_loss_ratio";
    public const string LifetimeSeconds = "lifetime_seconds";

    // NTP.
    public const string OffsetSeconds = "offset_seconds";
    public const string OffsetMarginSeconds = "offset_margin_seconds";
    public const string DelaySeconds = "delay_seconds";
    public const string Stratum = "stratum";
    public const string Leap = "leap_indicator";
    public const string RootDelaySeconds = "root_delay_seconds";
    public const string RootDispersionSeconds = "root_dispersion_seconds";
    public const string RootDistanceSeconds = "root_distance_seconds";
    public const string PrecisionSeconds = "precision_seconds";
    public const string IgnoredReplies = "ignored_replies_count";

    // DNS.

    /// <summary>The resolver's answer code: 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED.</summary>
    public const string ResponseCode = "response_code";
    public const string AnswersCount = "answers_count";

    /// <summary>Of the records asked for, that which may be kept for the shortest time.</summary>
    public const string LeastTtlSeconds = "least_ttl_seconds";

    /// <summary>Proven by DNSSEC, as the resolver says: 1 or 0.</summary>
    public const string AuthenticData = "authentic_data";

    /// <summary>The answer did not fit into a datagram, and came over TCP: 1 or 0.</summary>
    public const string TruncatedAnswer = "truncated_answer";

    /// <summary>Requests to a time server in one run, and how many of them were answered.</summary>
    public const string SamplesSent = "samples_sent_count";
    public const string SamplesAnswered = "samples_answered_count";
}
