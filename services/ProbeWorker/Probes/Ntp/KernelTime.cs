using System.Runtime.InteropServices;

namespace Ringback.ProbeWorker.Probes.Ntp;

/// <summary>The call adjtimex, used for reading alone, which needs no privilege. The layout is that of 64-bit Linux.</summary>
internal static unsafe partial class KernelTime
{
    /// <summary>TIME_ERROR: the clock is not synchronised.</summary>
    public const int StateError = 5;

    /// <summary>STA_UNSYNC.</summary>
    public const int StatusUnsynchronised = 0x0040;

    /// <returns>The state of the clock, or −1.</returns>
    [LibraryImport("libc", EntryPoint = "adjtimex")]
    public static partial int Adjust(Timex* time);

    /// <summary>What is not read here is padding, to the full size of struct timex.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 208)]
    public struct Timex
    {
        /// <summary>Zero: change nothing.</summary>
        [FieldOffset(0)]
        public uint Modes;

        /// <summary>In microseconds.</summary>
        [FieldOffset(24)]
        public long MaxError;

        [FieldOffset(40)]
        public int Status;
    }
}
