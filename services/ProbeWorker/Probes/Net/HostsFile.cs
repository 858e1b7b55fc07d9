using System.Net;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Names that this machine knows by itself (hosts(5)), read afresh each time.</summary>
internal static class HostsFile
{
    public const string SystemPath = "/etc/hosts";

    /// <summary>Addresses in the file's order; empty where it does not name the host, or cannot be read.</summary>
    /// <remarks>RFC 6761 §6.3: <c>localhost</c>, and what is below it, is loopback even where no file says so.</remarks>
    public static IReadOnlyList<IPAddress> Find(string path, string host)
    {
        var name = host.EndsWith('.') ? host[..^1] : host; // the root, which no file writes
        var found = ReadLines(path).Select(line => AddressOf(line, name)).OfType<IPAddress>().Distinct().ToList();
        return found.Count == 0 && IsLocal(name) ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : found;
    }

    private static bool IsLocal(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    private static IPAddress? AddressOf(string line, string host)
    {
        var words = line.Split('#', 2)[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return
            words.Skip(1).Contains(host, StringComparer.OrdinalIgnoreCase)
            && IPAddress.TryParse(words[0], out var address)
            ? address
            : null;
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
