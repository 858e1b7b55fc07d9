namespace Ringback.Aggregator;

internal static class Program
{
    public static int Main() => 0;
}
