using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

internal static class RtpReader
{
    private static readonly FieldReader<TimeSpan> Media = One.Duration(
        TimeSpan.FromSeconds(1),
        TimeSpan.FromMinutes(2),
        "5s"
    );

    private static readonly FieldReader<TimeSpan> Limit = One.Duration(
        TimeSpan.FromMilliseconds(1),
        TimeSpan.FromSeconds(2),
        "150ms"
    );

    public static RtpCheck Read(Section section, TimeSpan timeout)
    {
        var usual = TimeSpan.FromSeconds(5);
        var media = section.Optional("media", Media, usual);
        if (timeout > TimeSpan.Zero && media >= timeout && !section.IsPartial)
        {
            section.Fail(
                "media",
                $"{DurationText.Of(media)} of media do not fit into the timeout of {DurationText.Of(timeout)}",
                $"set 'timeout' to {DurationText.Of(media + TimeSpan.FromSeconds(3))} or more, or shorten 'media'"
            );
        }

        return new RtpCheck
        {
            Host = section.Required<string>("host", "write the PBX, such as pbx.example.com", One.Host),
            Port = section.Optional("port", One.Port, 5060),
            Extension = section.Required<string>(
                "extension",
                "write the extension that echoes, such as 600",
                SipUser.Read
            ),
            Credential = CredentialReader.Read(section),
            MediaDuration = media,
            JitterBuffer = section.Optional("jitter_buffer", Limit, TimeSpan.FromMilliseconds(60)),
            PacketLossConcealment = section.Optional("plc", One.Flag, true),
            MaxSendLateness = section.Optional("max_send_lateness", Limit, TimeSpan.FromMilliseconds(10)),
            Limits = ReadLimits(section.Inner("limits")),
        };
    }

    private static RtpLimits ReadLimits(Section limits)
    {
        var usual = new RtpLimits();
        var read = new RtpLimits
        {
            Delay = limits.Optional("delay", Limit, usual.Delay),
            Jitter = limits.Optional("jitter", Limit, usual.Jitter),
            Loss = limits.Optional("loss", One.Ratio, usual.Loss),
            Mos = limits.TryGet("mos", One.Number(1, 4.5, "3.6"), out var mos) ? mos : usual.Mos,
            Bandwidth = limits.TryGet<double>("bandwidth", One.Rate, out var rate) ? rate : usual.Bandwidth,
        };
        limits.Close();
        return read;
    }
}
