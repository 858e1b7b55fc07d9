using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Ringback.Protocols.Sdp;

namespace Ringback.ProbeWorker.Probes.Sip;

/// <summary>A browser's offer of audio (RFC 8827, RFC 8839, RFC 8842), and what an answer must have for it.</summary>
/// <remarks>The fingerprint is of no certificate: a call is answered before any media, and ends then.</remarks>
internal static class WebRtcSession
{
    private const string Protocol = "UDP/TLS/RTP/SAVPF";

    public static SdpSession Offer(IPEndPoint media)
    {
        var connection = SdpConnection.Of(media.Address);
        var id = Random.Shared.NextInt64().ToString(CultureInfo.InvariantCulture);
        return new()
        {
            OriginUser = "-",
            SessionId = id,
            SessionVersion = id,
            Origin = connection,
            Connection = connection,
            Attributes = [new("group", "BUNDLE 0")],
            Media =
            [
                new()
                {
                    Kind = "audio",
                    Port = media.Port,
                    Protocol = Protocol,
                    Formats = ["8", "0"],
                    Attributes =
                    [
                        new("rtpmap", SdpRtpMap.Pcma.ToString()),
                        new("rtpmap", SdpRtpMap.Pcmu.ToString()),
                        new("mid", "0"),
                        new("ice-ufrag", RandomNumberGenerator.GetHexString(8)),
                        new("ice-pwd", RandomNumberGenerator.GetHexString(32)),
                        new("fingerprint", $"sha-256 {Fingerprint()}"),
                        new("setup", "actpass"),
                        new("rtcp-mux", null),
                        new("candidate", $"1 1 udp 2130706431 {media.Address} {media.Port} typ host"),
                        new("sendrecv", null),
                    ],
                },
            ],
        };
    }

    /// <returns>What a browser would miss, as a sentence's end; null where it could go on to ICE and DTLS.</returns>
    public static string? FindFault(SdpSession answer)
    {
        if (answer.Media is not [{ Kind: "audio" } audio])
            return "it has not one audio stream";

        if (audio.IsRefused)
            return "its audio stream is refused (port 0)";

        if (audio.Protocol != Protocol)
            return $"its audio is {audio.Protocol}, not {Protocol}";

        foreach (var name in new[] { "fingerprint", "setup", "ice-ufrag", "ice-pwd" })
        {
            if (audio.Get(name) is null && answer.Attributes.FirstOrDefault(a => a.Name == name).Value is null)
                return $"it has no {name}";
        }

        return null;
    }

    private static string Fingerprint() =>
        string.Join(
            ':',
            RandomNumberGenerator.GetBytes(32).Select(b => b.ToString("X2", CultureInfo.InvariantCulture))
        );
}
