using System.Globalization;

namespace Ringback.Cli.Lab;

/// <summary>What <c>/proc/PID/stat</c> tells of a process (proc(5)).</summary>
/// <param name="State">R, S, D, T (stopped), Z (zombie) and so on.</param>
/// <param name="StartTime">Clock ticks since boot: with the id it names a process for good.</param>
internal readonly record struct ProcessStat(int Id, char State, int Parent, int Session, long StartTime)
{
    public bool IsFrozen => State == 'T';

    /// <summary>Null where there is none, or only a zombie that waits to be reaped.</summary>
    public static ProcessStat? Of(int id)
    {
        try
        {
            return TryParse(File.ReadAllText($"/proc/{id}/stat"), out var stat) && stat.State is not ('Z' or 'X')
                ? stat
                : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null; // it ended before, or while, it was read
        }
    }

    public static IReadOnlyList<ProcessStat> All() =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(folder =>
                    int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0
                )
                .Where(id => id > 0)
                .Select(Of)
                .OfType<ProcessStat>(),
        ];

    public static bool TryParse(string line, out ProcessStat stat)
    {
        stat = default;
        var afterName = line.LastIndexOf(')'); // a name may hold blanks and parentheses
        var open = line.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || afterName < open)
            return false;
        var fields = line[(afterName + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (
            fields.Length < 20
            || !int.TryParse(line.AsSpan(0, open), CultureInfo.InvariantCulture, out var id)
            || !int.TryParse(fields[1], CultureInfo.InvariantCulture, out var parent)
            || !int.TryParse(fields[3], CultureInfo.InvariantCulture, out var session)
            || !long.TryParse(fields[19], CultureInfo.InvariantCulture, out var startTime)
        )
            return false;
        stat = new ProcessStat(id, fields[0][0], parent, session, startTime);
        return true;
    }
}
