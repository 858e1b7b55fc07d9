using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Tests.Unit.ProbeWorker.Probes.Turn;

/// <summary>
/// A TURN server for alice:secret in realm "test" that fails as a test wishes. Knows no production STUN or TURN types.
/// </summary>
internal sealed class LoopbackTurnServer : IAsyncDisposable
{
    public const int Binding = 1;
    public const int Allocate = 3;
    public const int Refresh = 4;
    public const int Permission = 8;

    // printf 'alice:test:secret' | md5sum
    private static readonly byte[] Key = Convert.FromHexString("d80a40a1155d17efbae0f114ebab987e");
    private static readonly byte[] Cookie = [0x21, 0x12, 0xA4, 0x42];

    private readonly Socket _server = Bound();
    private readonly Socket _relay = Bound();
    private readonly CancellationTokenSource _over = new();
    private readonly Task[] _serving;
    private IPEndPoint? _client;

    public LoopbackTurnServer() => _serving = [ServeAsync(), RelayAsync()];

    public int Port => ((IPEndPoint)_server.LocalEndPoint!).Port;

    /// <summary>Methods of the requests seen, in order.</summary>
    public ConcurrentQueue<int> Seen { get; } = [];

    /// <summary>How many requests are lost on their way, from the first on.</summary>
    public int Lose { get; set; }

    /// <summary>Signed requests of these methods are answered with this error, each time.</summary>
    public Dictionary<int, (int Code, string Reason)> Refuse { get; } = [];

    /// <summary>The first signed request of this method is answered 438 with another nonce.</summary>
    public int? StaleAt { get; set; }

    /// <summary>Successes of this method carry an integrity of somebody else before the true one.</summary>
    public int? ForgeAt { get; set; }

    /// <summary>Successes of this method carry no integrity at all, and nothing better follows.</summary>
    public int? UnsignedAt { get; set; }

    /// <summary>Requests of this method are never answered.</summary>
    public int? SilentAt { get; set; }

    /// <summary>The nonce says that password algorithms are offered, and the list is missing.</summary>
    public bool TalksDown { get; set; }

    /// <summary>Allocates without a challenge.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Added to each Allocate success.</summary>
    public byte[] Extra { get; set; } = [];

    /// <summary>Number of a datagram from the peer, of the first 0: whether it is relayed.</summary>
    public Func<int, bool> RelaysToClient { get; set; } = _ => true;

    public Func<int, bool> RelaysToPeer { get; set; } = _ => true;

    /// <summary>Where it says that its relay is; null for where it is.</summary>
    public IPEndPoint? RelayNamed { get; set; }

    public bool IsAllocated { get; private set; }

    /// <summary>Whose datagrams are relayed; null for nobody's.</summary>
    public IPAddress? Permitted { get; private set; }

    private string Nonce { get; set; } = "nonce-1";

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _server.Dispose();
        _relay.Dispose();
        _over.Dispose();
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[4096];
        var toPeer = 0;
        while (true)
        {
            var got = await _server.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _over.Token);
            var message = buffer[..got.ReceivedBytes];
            var from = (IPEndPoint)got.RemoteEndPoint;
            if (message is [0x00, 0x16, ..]) // Send indication
            {
                if (RelaysToPeer(toPeer++))
                    await _relay.SendToAsync(Find(message, 0x13)!, ReadAddress(Find(message, 0x12)!), _over.Token);

                continue;
            }

            Seen.Enqueue(message[1]);
            if (Lose-- > 0 || SilentAt == message[1])
                continue;

            foreach (var answer in Answer(message, from))
                await _server.SendToAsync(answer, from, _over.Token);
        }
    }

    private async Task RelayAsync()
    {
        var buffer = new byte[4096];
        for (var number = 0; ; number++)
        {
            var got = await _relay.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _over.Token);
            var from = (IPEndPoint)got.RemoteEndPoint;
            if (_client is null || !from.Address.Equals(Permitted) || !RelaysToClient(number))
                continue;

            byte[] indication = Message(
                0x0017,
                new byte[12],
                Attribute(0x12, Address(from)),
                Attribute(0x13, buffer[..got.ReceivedBytes])
            );
            await _server.SendToAsync(indication, _client, _over.Token);
        }
    }

    private IEnumerable<byte[]> Answer(byte[] request, IPEndPoint from)
    {
        int method = request[1];
        var id = request[8..20];
        if (method == Binding)
            return [Message(0x0101, id, Attribute(0x20, Address(from)))];

        var isSigned = Find(request, 0x08) is not null;
        if (!isSigned && !IsOpen)
            return [Challenge(method, id, 401, "Unauthorized")];

        if (isSigned && !IsTrue(request))
            return [Challenge(method, id, 401, "Unauthorized")];

        if (StaleAt == method)
        {
            (StaleAt, Nonce) = (null, "nonce-2");
            return [Challenge(method, id, 438, "Stale Nonce")];
        }

        if (Refuse.TryGetValue(method, out var error))
            return [Signed(Message(0x0110 | method, id, Error(error.Code, error.Reason)), Key)];

        return Succeed(method, id, request, from);
    }

    private IEnumerable<byte[]> Succeed(int method, byte[] id, byte[] request, IPEndPoint from)
    {
        var lifetime = method == Refresh ? Find(request, 0x0D)! : [0, 0, 2, 0x58];
        if (method is Allocate or Refresh)
        {
            IsAllocated = lifetime is not [0, 0, 0, 0];
            _client = IsAllocated ? from : null;
        }

        if (method == Permission)
            Permitted = ReadAddress(Find(request, 0x12)!).Address;

        var success = method switch
        {
            Allocate => Message(
                0x0103,
                id,
                [
                    Attribute(0x16, Address(RelayNamed ?? (IPEndPoint)_relay.LocalEndPoint!)),
                    Attribute(0x20, Address(from)),
                    Attribute(0x0D, lifetime),
                    .. Extra.Length > 0 ? new[] { Extra } : [],
                ]
            ),
            Refresh => Message(0x0104, id, Attribute(0x0D, lifetime)),
            _ => Message(0x0100 | method, id),
        };
        if (IsOpen || UnsignedAt == method)
            return [success];

        return ForgeAt == method ? [Signed(success, [1, 2, 3]), Signed(success, Key)] : [Signed(success, Key)];
    }

    private byte[] Challenge(int method, byte[] id, int code, string reason) =>
        Message(
            0x0110 | method,
            id,
            Error(code, reason),
            Attribute(0x14, "test"u8.ToArray()),
            Attribute(0x15, [.. (TalksDown ? "obMatJos2gAAA"u8 : []), .. Encoding.ASCII.GetBytes(Nonce)])
        );

    private bool IsTrue(byte[] request)
    {
        var nonce = Find(request, 0x15) is { } sent ? Encoding.ASCII.GetString(sent) : "";
        var before = request[..Offset(request, 0x08)!.Value];
        BinaryPrimitives.WriteUInt16BigEndian(before.AsSpan(2), (ushort)(before.Length - 20 + 24));
        return nonce == Nonce && HmacSha1(Key, before).SequenceEqual(Find(request, 0x08)!);
    }

    private static byte[] Signed(byte[] message, byte[] key)
    {
        var before = message.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(before.AsSpan(2), (ushort)(before.Length - 20 + 24));
        return [.. before, .. Attribute(0x08, HmacSha1(key, before))];
    }

    private static byte[] Message(int type, byte[] id, params byte[][] attributes)
    {
        byte[] body = [.. attributes.SelectMany(attribute => attribute)];
        return [(byte)(type >> 8), (byte)type, (byte)(body.Length >> 8), (byte)body.Length, .. Cookie, .. id, .. body];
    }

    public static byte[] Attribute(int type, byte[] value) =>
        [
            (byte)(type >> 8),
            (byte)type,
            (byte)(value.Length >> 8),
            (byte)value.Length,
            .. value,
            .. new byte[-value.Length & 3],
        ];

    private static byte[] Error(int code, string reason) =>
        Attribute(0x09, [0, 0, (byte)(code / 100), (byte)(code % 100), .. Encoding.ASCII.GetBytes(reason)]);

    private static byte[] Address(IPEndPoint address)
    {
        var port = address.Port ^ 0x2112;
        var bytes = address.Address.GetAddressBytes().Zip(Cookie, (a, b) => (byte)(a ^ b));
        return [0, 1, (byte)(port >> 8), (byte)port, .. bytes];
    }

    private static IPEndPoint ReadAddress(byte[] value) =>
        new(
            new IPAddress(value[4..8].Zip(Cookie, (a, b) => (byte)(a ^ b)).ToArray()),
            ((value[2] << 8) | value[3]) ^ 0x2112
        );

    private static int? Offset(byte[] message, int type)
    {
        for (var at = 20; at < message.Length; at += 4 + (((message[at + 2] << 8) + message[at + 3] + 3) & ~3))
        {
            if (((message[at] << 8) | message[at + 1]) == type)
                return at;
        }

        return null;
    }

    private static byte[]? Find(byte[] message, int type) =>
        Offset(message, type) is { } at
            ? message[(at + 4)..(at + 4 + ((message[at + 2] << 8) | message[at + 3]))]
            : null;

#pragma warning disable CA5350 // TURN's own algorithm
    private static byte[] HmacSha1(byte[] key, byte[] message) => HMACSHA1.HashData(key, message);
#pragma warning restore CA5350

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
