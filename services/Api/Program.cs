namespace Ringback.Api;

internal static class Program
{
    public static int Main() => 0;
}
