using System.Reflection;

namespace Ringback.Tests.Unit.Protocols.Stun;

/// <summary>The test data beside these tests.</summary>
internal static class Vectors
{
    public static byte[] Rfc5769(string name) => File.ReadAllBytes(PathOf($"rfc5769/{name}.bin"));

    public static string[] Lines(string name) => File.ReadAllLines(PathOf($"pion/{name}"));

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf($"pion/{name}"));

    private static string PathOf(string name) =>
        Path.Combine(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, "Protocols/Stun/vectors", name);
}
