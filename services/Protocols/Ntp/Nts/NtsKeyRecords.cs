using System.Buffers.Binary;
using System.Text;

namespace Ringback.Protocols.Ntp.Nts;

/// <summary>What server and client agree on before the first protected packet (NTS-KE, RFC 8915 §4).</summary>
public sealed record NtsKeyRecords
{
    /// <summary>Of the TLS application protocol (RFC 7301).</summary>
    public const string Protocol = "ntske/1";

    /// <summary>Usual TCP port.</summary>
    public const int Port = 4460;

    /// <summary>Label of the TLS exporter that the keys come from.</summary>
    public const string ExporterLabel = "EXPORTER-network-time-security";

    /// <summary>Of a whole answer; nobody sends as much.</summary>
    public const int MaxSize = 16 * 1024;

    public const int MaxCookies = 8;
    public const int MaxCookieSize = 1024;

    private const ushort Critical = 0x8000;
    private const ushort Ntpv4 = 0;
    private const ushort AeadAesSivCmac256 = 15;

    private static readonly byte[] Asked = [0x80, 1, 0, 2, 0, 0, 0x80, 4, 0, 2, 0, 15, 0x80, 0, 0, 0];

    /// <summary>Asks for NTPv4 with AES-SIV-CMAC-256.</summary>
    public static ReadOnlySpan<byte> Request => Asked;

    /// <summary>Each for one request.</summary>
    public IReadOnlyList<byte[]> Cookies { get; init; } = [];

    /// <summary>Name or address of the NTP server; null for that of the key establishment.</summary>
    public string? Server { get; init; }

    /// <summary>UDP port of the NTP server; null for 123.</summary>
    public int? ServerPort { get; init; }

    /// <summary>0 unrecognised critical record, 1 bad request, 2 internal server error; null for none.</summary>
    public int? Error { get; init; }

    private bool SpeaksNtp { get; init; }

    private bool HasCipher { get; init; }

    /// <summary>Whether it holds all that a client needs.</summary>
    public bool IsComplete => Error is null && SpeaksNtp && HasCipher && Cookies.Count > 0;

    /// <summary>What the exporter is told, for the keys of one direction (RFC 8915 §5.1).</summary>
    public static byte[] ExporterContext(bool fromServer) =>
        [0, (byte)Ntpv4, 0, (byte)AeadAesSivCmac256, fromServer ? (byte)1 : (byte)0];

    /// <summary>Reads an answer that may not all be there yet.</summary>
    /// <param name="records">Null where its end has not come, and where it never will be one.</param>
    /// <returns><see langword="false"/> where it breaks the rules: a critical record that nobody knows, lengths that do not fit.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out NtsKeyRecords? records)
    {
        records = null;
        var read = new NtsKeyRecords();
        var cookies = new List<byte[]>();
        while (source.Length >= 4)
        {
            var type = BinaryPrimitives.ReadUInt16BigEndian(source);
            int size = BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
            if (size > source.Length - 4)
                return size <= MaxSize;

            var body = source.Slice(4, size);
            source = source[(4 + size)..];
            if ((type & ~Critical) == 0)
            {
                records = read with { Cookies = cookies };
                return size == 0;
            }

            if (!TryTake(type, body, cookies, ref read))
                return false;
        }

        return true;
    }

    private static bool TryTake(ushort type, ReadOnlySpan<byte> body, List<byte[]> cookies, ref NtsKeyRecords read)
    {
        switch (type & ~Critical)
        {
            case 1:
                read = read with { SpeaksNtp = body is [0, (byte)Ntpv4] };
                return body.Length % 2 == 0;
            case 2:
                read = read with { Error = body.Length == 2 ? Number(body) : -1 };
                return true;
            case 3:
                return true; // a warning: none is known
            case 4:
                read = read with { HasCipher = body is [0, (byte)AeadAesSivCmac256] };
                return body.Length % 2 == 0;
            case 5:
                if (cookies.Count < MaxCookies && body.Length is > 0 and <= MaxCookieSize)
                    cookies.Add(body.ToArray());

                return true;
            case 6:
                read = read with { Server = Encoding.ASCII.GetString(body) };
                return body.Length is > 0 and <= 255 && !body.ContainsAnyExceptInRange((byte)'!', (byte)'~');
            case 7:
                read = read with { ServerPort = body.Length == 2 ? Number(body) : null };
                return read.ServerPort > 0;
            default:
                return (type & Critical) == 0;
        }
    }

    private static int Number(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadUInt16BigEndian(body);
}
