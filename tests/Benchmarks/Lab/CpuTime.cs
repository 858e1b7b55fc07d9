using System.Globalization;
using Ringback.Cli.Lab;

namespace Ringback.Tests.Benchmarks.Lab;

/// <summary>Processor time of a lab's server and all its processes: what a figure costs, however busy the machine is.</summary>
internal static class CpuTime
{
    private const int TicksPerSecond = 100; // USER_HZ, on every Linux

    /// <summary>Since it was started, ended processes included once their parent has reaped them.</summary>
    public static TimeSpan Of(Server server)
    {
        if (ProcessMark.Read(server.ProcessFile) is not { } first)
            return TimeSpan.Zero;

        var ticks = new ProcessFamily(first).Living().Sum(process => Ticks(process.Id, withReaped: process == first));
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    /// <summary>proc(5): utime, stime, cutime, cstime are the 14th to 17th field; the second may hold blanks.</summary>
    private static long Ticks(int process, bool withReaped)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process}/stat");
            return line[(line.LastIndexOf(')') + 2)..]
                .Split(' ')
                .Skip(11)
                .Take(withReaped ? 4 : 2)
                .Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return 0; // it ended meanwhile
        }
    }
}
