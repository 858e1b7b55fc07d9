using Ringback.Cli.Lab;
using Ringback.Model.Catalogs;

namespace Ringback.Cli.Up;

/// <summary>What <c>ringback up</c> was told, with its servers running.</summary>
/// <param name="CatalogFile">Path of the YAML file.</param>
/// <param name="Catalog">As the file was at the start.</param>
/// <param name="Variables">Of the catalog.</param>
/// <param name="Listen">Address that page and API listen on.</param>
/// <param name="Port">0 for a free one.</param>
/// <param name="Database">Npgsql connection string.</param>
/// <param name="Broker">AMQP URI; needed by separate services only.</param>
/// <param name="Lab">Holds the servers and all state: it goes when the command ends.</param>
/// <param name="IsPrivate">Whether the database is the command's own.</param>
internal sealed record UpSettings(
    string CatalogFile,
    Catalog Catalog,
    IReadOnlyDictionary<string, string> Variables,
    string Listen,
    int Port,
    string Database,
    string? Broker,
    LoopbackLab Lab,
    bool IsPrivate
)
{
    /// <summary>Whoever is on this machine may read all: the network may only with a key.</summary>
    public string Access =>
        Listen == "localhost"
        || (System.Net.IPAddress.TryParse(Listen, out var address) && System.Net.IPAddress.IsLoopback(address))
            ? "open"
            : "closed";
}
