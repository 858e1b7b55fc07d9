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
            MaxOffset = limits.Optional("offset", Limit("100ms"), TimeSpan.FromMilliseconds(100)),
            MaxRootDistance = limits.Optional("root_distance", Limit("1.5s"), TimeSpan.FromSeconds(1.5)),
        };
        limits.Close();
        return check;
    }

    private static FieldReader<TimeSpan> Limit(string example) =>
        One.Duration(TimeSpan.FromMilliseconds(0.1), TimeSpan.FromSeconds(60), example);
}
