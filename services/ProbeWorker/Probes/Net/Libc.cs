using System.Runtime.InteropServices;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>The few Linux calls that .NET has no name for. Layouts are those of 64-bit Linux, glibc and musl alike.</summary>
internal static unsafe partial class Libc
{
    public const int ClockRealtime = 0;
    public const int ClockMonotonic = 1;
    public const int TimerAbsolute = 1;
    public const int MessageDontWait = 0x40;
    public const int MessageTruncated = 0x20;
    public const int MessageErrorQueue = 0x2000;
    public const int SetTimerSlack = 29;
    public const int SchedulerFifo = 1;

    public const int Interrupted = 4;
    public const int TryAgain = 11;

    [StructLayout(LayoutKind.Sequential)]
    public struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;

        public readonly long TotalNanoseconds => (Seconds * 1_000_000_000) + Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public byte* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ControlHeader
    {
        /// <summary>Of this header and its data, without the padding to the next one.</summary>
        public nuint Length;
        public int Level;
        public int Type;
    }

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint ReceiveMessage(SafeHandle socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    public static partial int GetClock(int clock, Timespec* time);

    /// <returns>An error number, not -1 as other calls do.</returns>
    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    public static partial int Sleep(int clock, int flags, Timespec* request, Timespec* remaining);

    /// <summary>Thread 0 is the calling one.</summary>
    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    public static partial int SetScheduler(int thread, int policy, int* priority);

    [LibraryImport("libc", EntryPoint = "prctl")]
    public static partial int ControlThread(int operation, nuint value, nuint unused3, nuint unused4, nuint unused5);
}
