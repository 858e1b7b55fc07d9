using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

internal static class SipReader
{
    private static readonly FieldReader<IReadOnlyList<int>> Status = Many.Distinct(
        "final status codes",
        One.Whole(200, 699)
    );

    private static readonly FieldReader<SipTransport> Transport = Many.Word(
        new Dictionary<string, SipTransport> { ["udp"] = SipTransport.Udp }
    );

    public static SipCheck Read(Section section, TimeSpan timeout) =>
        new()
        {
            Host = section.Required<string>("host", "write the SIP server, such as pbx.example.com", One.Host),
            Port = section.Optional("port", One.Port, 5060),
            Transport = section.Optional("transport", Transport, SipTransport.Udp),
            User = section.Maybe<string>("user", SipUser.Read),
            Status = section.Optional("status", Status, [200]),
        };
}
