using System.Net;

namespace Ringback.ProbeWorker.Probes.Net.Dns;

/// <summary>Whom this machine asks for names (resolv.conf(5)), read afresh each time.</summary>
internal static class ResolvConf
{
    public const string SystemPath = "/etc/resolv.conf";

    private const int Port = 53;
    private const int Most = 3; // MAXNS of libc

    /// <summary>In the file's order; empty where it names none, or cannot be read.</summary>
    public static IReadOnlyList<IPEndPoint> Read(string path = SystemPath) =>
        [
            .. ReadLines(path)
                .Select(AddressOf)
                .OfType<IPAddress>()
                .Take(Most)
                .Select(each => new IPEndPoint(each, Port)),
        ];

    private static IPAddress? AddressOf(string line)
    {
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words is ["nameserver", var address, ..] && IPAddress.TryParse(address, out var parsed) ? parsed : null;
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
