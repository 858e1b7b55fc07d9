using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

internal static class NtpReader
{
    public static NtpCheck Read(Section section, TimeSpan timeout)
    {
        var limits = section.Inner("limits");
        var check = new NtpCheck
        {
            Host = section.Required<string>("host", "write the time server, such as ntp.example.com", One.Host),
            Port = section.Optional("port", One.Port, 123),
            Samples = section.Optional("samples", One.Whole(1, NtpCheck.MostSamples), NtpCheck.MostSamples),
            RateLimit = section.Optional("rate_limit", One.Flag, true),
            Nts = section.Optional("nts", One.Flag, false),
            NtsPort = section.Optional("nts_port", One.Port, NtpCheck.UsualNtsPort),
            Tls = TlsReader.Read(section, limits, comesAsNobody: true),
            MaxOffset = limits.Optional("offset", Limit("100ms"), TimeSpan.FromMilliseconds(100)),
            MaxRootDistance = limits.Optional("root_distance", Limit("1.5s"), TimeSpan.FromSeconds(1.5)),
        };
        limits.Close();
        if (!check.Nts && !section.IsPartial)
        {
            TlsReader.Refuse(section, limits, "nts: true");
            if (section.Find("nts_port") is not null)
                section.Fail("nts_port", "is for NTS", "add 'nts: true', or take it out");
        }

        return check;
    }

    private static FieldReader<TimeSpan> Limit(string example) =>
        One.Duration(TimeSpan.FromMilliseconds(0.1), TimeSpan.FromSeconds(60), example);
}
