using System.Net;
using System.Net.Sockets;

namespace Ringback.Cli.Lab;

/// <summary>
/// Ports that labs have taken, whether their servers run or not. A claim is a symbolic link <c>PORT → run folder</c>: made in one
/// step, by one lab only, and stale when the folder is gone.
/// </summary>
internal static class PortClaims
{
    private const string Claims = "/tmp/ringback-ports";

    // Below 32768, where the kernel begins to give out ports by itself.
    private const int Lowest = 10_000;
    private const int Highest = 32_000;

    private static readonly TimeSpan YoungestStale = TimeSpan.FromMinutes(1);

    /// <summary>Takes neighbouring ports that are free for TCP and UDP.</summary>
    public static PortBlock Take(string runFolder, int count)
    {
        for (var attempt = 0; attempt < 10_000; attempt++)
        {
            MakeFolder();
            var block = new PortBlock(Random.Shared.Next(Lowest, Highest - count), count);
            var taken = Enumerable.Range(block.First, count).TakeWhile(port => TryTake(port, runFolder)).Count();
            if (taken == count && Enumerable.Range(block.First, count).All(IsFree))
                return block;
            foreach (var port in Enumerable.Range(block.First, taken))
                File.Delete(LinkOf(port));
        }
        throw new LabException(
            $"no {count} free neighbouring ports between {Lowest} and {Highest}; claims are in {Claims}"
        );
    }

    public static void Release(string runFolder)
    {
        foreach (var claim in All().Where(claim => claim.LinkTarget == runFolder))
            claim.Delete();
        RemoveFolderIfEmpty();
    }

    /// <summary>Removes what labs left whose folders are gone. A young claim is spared: its lab may be writing.</summary>
    public static void Sweep()
    {
        var oldest = TimeProvider.System.GetUtcNow() - YoungestStale;
        foreach (var claim in All())
            if (!Directory.Exists(claim.LinkTarget) && claim.LastWriteTimeUtc < oldest.UtcDateTime)
                claim.Delete();
    }

    public static IReadOnlyList<int> Of(string runFolder) =>
        [
            .. All()
                .Where(claim => claim.LinkTarget == runFolder)
                .Select(claim => int.Parse(claim.Name, System.Globalization.CultureInfo.InvariantCulture)),
        ];

    private static IEnumerable<FileInfo> All() =>
        Directory.Exists(Claims)
            ? [.. Directory.EnumerateFileSystemEntries(Claims).Select(path => new FileInfo(path))]
            : [];

    private static bool TryTake(int port, string runFolder)
    {
        try
        {
            File.CreateSymbolicLink(LinkOf(port), runFolder);
            return true;
        }
        catch (IOException)
        {
            return false; // another lab's, or the folder went with the last lab: the caller tries again
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var stream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            stream.Bind(new IPEndPoint(IPAddress.Any, port));
            stream.Listen();
            using var datagram = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            datagram.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void MakeFolder()
    {
        if (Directory.Exists(Claims))
            return;
        Directory.CreateDirectory(Claims);
        File.SetUnixFileMode(Claims, (UnixFileMode)0b001_111_111_111); // sticky, for all users: labs of two must not collide
    }

    private static void RemoveFolderIfEmpty()
    {
        try
        {
            if (Directory.Exists(Claims) && !Directory.EnumerateFileSystemEntries(Claims).Any())
                Directory.Delete(Claims);
        }
        catch (IOException)
        {
            return; // another lab claims at this moment: the folder is theirs
        }
    }

    private static string LinkOf(int port) => Path.Combine(Claims, $"{port}");
}
