using System.Globalization;
using Ringback.Tests.BadPeers;

namespace Ringback.Tests.Benchmarks.Hostile;

/// <summary>Good or hostile servers: says where each is, and serves until its input ends.</summary>
internal static class ServersPart
{
    public const string Good = "good";
    public const string Hostile = "hostile";

    public static async Task<int> RunAsync(string kind, int count)
    {
        List<LoopbackTlsServer> servers =
        [
            .. kind == Hostile
                ? HostileServers.All.Values.Select(each => new LoopbackTlsServer(
                    (stream, _, stop) => each.Serve(stream, stop)
                ))
                : Enumerable
                    .Range(0, count)
                    .Select(_ => new LoopbackTlsServer(
                        (stream, _, _) =>
                            LoopbackTlsServer.Answer(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                    )),
        ];
        foreach (var (number, server) in servers.Index())
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{kind}-{number}\t{server.Url}\t{server.CaFile}")
            );

        Console.WriteLine();
        await Console.In.ReadToEndAsync();
        foreach (var server in servers)
            await server.DisposeAsync();

        return 0;
    }

    /// <summary>Of a server by the name that it was listed with.</summary>
    public static int Number(string name) => int.Parse(name.Split('-')[1], CultureInfo.InvariantCulture);
}
