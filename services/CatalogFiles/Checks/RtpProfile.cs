using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

/// <summary>A kind of call by name: what the keys beside it then need not say.</summary>
/// <param name="BitRate">Of video, at IP level; also what must come back.</param>
/// <param name="Bandwidth">What must come back of a voice, at IP level; null for no limit.</param>
internal sealed record RtpProfile(RtpCodec Codec, TimeSpan PacketTime, double? BitRate, double? Bandwidth)
{
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(20);

    /// <summary>The operator's published requirements, by the names that they have there.</summary>
    public static IReadOnlyDictionary<string, RtpProfile> All { get; } =
        new Dictionary<string, RtpProfile>
        {
            ["voice"] = new(RtpCodec.Pcma, Usual, null, null),

            // Packets of 10 ms are 96.0 kbit/s of IPv4: that the capacity to provision is there is shown, not reckoned.
            ["bandwidth"] = new(RtpCodec.Pcma, TimeSpan.FromMilliseconds(10), null, 90_000),
            ["video-hq"] = Video(600_000),
            ["video-hd"] = Video(1_200_000),
            ["video-tiles"] = Video(1_500_000),
            ["screen-share"] = Video(75_000),
            ["screen-share-thumbnails"] = Video(150_000),
        };

    private static RtpProfile Video(double bitRate) => new(RtpCodec.H264, Usual, bitRate, bitRate);
}
