using System.Runtime.InteropServices;

namespace Ringback.Cli.Lab;

/// <summary>A process and no other: its id may be given to another process later, its start time with it may not.</summary>
internal readonly record struct ProcessMark(int Id, long StartTime)
{
    // The same numbers on x86-64 and arm64.
    private const long PidfdSendSignal = 424;
    private const long PidfdOpen = 434;

    public bool IsAlive => Stat is not null;

    public ProcessStat? Stat => ProcessStat.Of(Id) is { } stat && stat.StartTime == StartTime ? stat : null;

    public static ProcessMark Of(ProcessStat stat) => new(stat.Id, stat.StartTime);

    /// <summary>Reads what a server's process wrote of itself; null where it has not (yet) been started.</summary>
    public static ProcessMark? Read(string file) =>
        File.Exists(file) && ProcessStat.TryParse(File.ReadAllText(file), out var stat) ? Of(stat) : null;

    /// <summary>Does nothing if the process has ended. The descriptor holds the process while its start time is looked at.</summary>
    public void Send(Signal signal)
    {
        var descriptor = (int)SystemCall(PidfdOpen, Id, 0, 0, 0);
        if (descriptor < 0)
            return;
        if (IsAlive)
            _ = SystemCall(PidfdSendSignal, descriptor, (long)signal, 0, 0);
        _ = Close(descriptor);
    }

    [DllImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long SystemCall(long number, long first, long second, long third, long fourth);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
