using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ringback.Store.Results.Packing;

/// <summary>An address and port in binary where that gives back the identical text, else as its text.</summary>
internal static class PackedAddress
{
    // Stored: append, never move.
    private const int None = 0;
    private const int V4 = 1;
    private const int V6 = 2;
    private const int Other = 3;

    /// <summary>Most bytes that <see cref="Write"/> takes.</summary>
    public static int Room(string? address) => 18 + Encoding.UTF8.GetMaxByteCount(address?.Length ?? 0) + 10;

    /// <param name="endpoint">To be given to <see cref="Write"/>; null where the kind needs none.</param>
    public static int KindOf(string? address, out IPEndPoint? endpoint)
    {
        endpoint = null;
        if (address is null)
            return None;

        if (!IPEndPoint.TryParse(address, out endpoint) || endpoint.ToString() != address || HasScope(endpoint.Address))
            return Other;

        return endpoint.AddressFamily == AddressFamily.InterNetwork ? V4 : V6;
    }

    public static void Write(ref PackedWriter bytes, int kind, string? address, IPEndPoint? endpoint)
    {
        if (kind is V4 or V6)
        {
            Span<byte> binary = stackalloc byte[16];
            endpoint!.Address.TryWriteBytes(binary, out var length);
            bytes.Bytes(binary[..length]);
            bytes.Byte((byte)(endpoint.Port >> 8));
            bytes.Byte((byte)endpoint.Port);
        }
        else if (kind == Other)
        {
            var text = Encoding.UTF8.GetBytes(address!);
            bytes.Number((ulong)text.Length);
            bytes.Bytes(text);
        }
    }

    public static string? Read(ref PackedReader bytes, int kind) =>
        kind switch
        {
            None => null,
            V4 => Endpoint(ref bytes, 4),
            V6 => Endpoint(ref bytes, 16),
            Other => Encoding.UTF8.GetString(bytes.Bytes(bytes.Number())),
            _ => throw PackedReader.Damaged($"{kind} is no kind of address"),
        };

    private static string Endpoint(ref PackedReader bytes, ulong length)
    {
        var address = new IPAddress(bytes.Bytes(length));
        var port = bytes.Bytes(2);
        return new IPEndPoint(address, (port[0] << 8) | port[1]).ToString();
    }

    private static bool HasScope(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0;
}
