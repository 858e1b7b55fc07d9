using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Ringback.ProbeWorker.Probes.Net;

/// <summary>Reads the kernel's <c>sockaddr_in</c> and <c>sockaddr_in6</c>.</summary>
internal static class SocketAddressReader
{
    /// <summary>Size of a <c>sockaddr_in6</c>, in bytes.</summary>
    public const int MaxSize = 28;

    private const int SizeV4 = 16;
    private const ushort FamilyV4 = 2;
    private const ushort FamilyV6 = 10;

    public static IPEndPoint Read(ReadOnlySpan<byte> name) =>
        MemoryMarshal.TryRead(name, out ushort family)
            ? family switch
            {
                FamilyV4 when name.Length >= SizeV4 => new IPEndPoint(new IPAddress(name[4..8]), Port(name)),
                FamilyV6 when name.Length >= MaxSize => new IPEndPoint(
                    new IPAddress(name[8..24], MemoryMarshal.Read<uint>(name[24..])),
                    Port(name)
                ),
                _ => throw new PlatformNotSupportedException($"A datagram of address family {family}."),
            }
            : throw new PlatformNotSupportedException("A datagram without a source.");

    private static int Port(ReadOnlySpan<byte> name) => BinaryPrimitives.ReadUInt16BigEndian(name[2..]);
}
