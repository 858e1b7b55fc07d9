namespace Ringback.ProbeWorker;

internal static class Program
{
    public static int Main() => 0;
}
