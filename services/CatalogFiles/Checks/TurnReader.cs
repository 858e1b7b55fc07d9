using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Values;
using Ringback.Model.Catalogs.Checks;

namespace Ringback.CatalogFiles.Checks;

internal static class TurnReader
{
    public static TurnCheck Read(Section section, TimeSpan timeout) =>
        new()
        {
            Host = section.Required<string>("host", "write the TURN server, such as turn.example.com", One.Host),
            Port = section.Optional("port", One.Port, 3478),
            Credential = CredentialReader.Read(section),
            RelayPackets = section.Optional("relay_packets", One.Whole(1, 1000), 10),
        };
}
