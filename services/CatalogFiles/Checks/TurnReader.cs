using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

internal static class TurnReader
{
    private static readonly FieldReader<TurnTransport> Transport = Many.Word(
        Enum.GetValues<TurnTransport>().ToDictionary(transport => transport.ToString().ToLowerInvariant())
    );

    public static TurnCheck Read(Section section, TimeSpan timeout)
    {
        var transport = section.Optional("transport", Transport, TurnTransport.Udp);
        var limits = section.Inner("limits");
        var check = new TurnCheck
        {
            Host = section.Required<string>("host", "write the TURN server, such as turn.example.com", One.Host),
            Port = section.Optional("port", One.Port, TurnCheck.UsualPort(transport)),
            Transport = transport,
            Tls = TlsReader.Read(section, limits),
            Credential = CredentialReader.Read(section),
            RelayPackets = section.Optional("relay_packets", One.Whole(1, 1000), 10),
        };
        limits.Close();
        if (transport != TurnTransport.Tls && !section.IsPartial)
            TlsReader.Refuse(section, limits, "transport: tls");

        return check;
    }
}
