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
            CaFile = section.Maybe<string>("ca_file", One.Path),
            Credential = CredentialReader.Read(section),
            RelayPackets = section.Optional("relay_packets", One.Whole(1, 1000), 10),
            CertificateExpiry = TlsReader.ReadExpiry(limits),
        };
        limits.Close();
        foreach (var (holder, key) in new[] { (section, "ca_file"), (limits, "certificate_expiry") })
        {
            if (!section.IsPartial && transport != TurnTransport.Tls && holder.Find(key) is not null)
                holder.Fail(key, "is for certificates", "write 'transport: tls' beside it, or leave it out");
        }

        return check;
    }
}
