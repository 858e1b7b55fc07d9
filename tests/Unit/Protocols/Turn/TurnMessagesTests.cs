using System.Net;
using Ringback.Protocols.Stun;
using Ringback.Protocols.Turn;

namespace Ringback.Tests.Unit.Protocols.Turn;

public class TurnMessagesTests
{
    private const string Header = "2112a442" + "0102030405060708090a0b0c";

    private static readonly byte[] Transaction = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    private static readonly IPEndPoint Peer = IPEndPoint.Parse("192.0.2.1:32853");

    [Fact]
    public void Allocate_asks_for_UDP_a_lifetime_and_a_family() =>
        AssertHex(
            "00030018"
                + Header
                + "00190004"
                + "11000000" // REQUESTED-TRANSPORT: 17
                + "000d0004"
                + "00000258" // LIFETIME: 600 s
                + "00170004"
                + "02000000", // REQUESTED-ADDRESS-FAMILY: IPv6
            TurnAllocateRequest.Create(Transaction, TimeSpan.FromMinutes(10), TurnAddressFamily.IPv6).Bytes
        );

    [Fact]
    public void Allocate_says_no_more_than_it_must() =>
        AssertHex("00030008" + Header + "0019000411000000", TurnAllocateRequest.Create(Transaction).Bytes);

    [Fact]
    public void Refresh_with_zero_asks_to_delete() =>
        AssertHex(
            "00040008" + Header + "000d000400000000",
            TurnRefreshRequest.Create(Transaction, TimeSpan.Zero).Bytes
        );

    [Fact]
    public void CreatePermission_names_each_peer() =>
        AssertHex(
            "00080018" + Header + "00120008" + "0001a147e112a643" + "00120008" + "0001a147e112a643",
            TurnPermissionRequest.Create(Transaction, Peer, Peer).Bytes
        );

    [Fact]
    public void ChannelBind_names_channel_and_peer() =>
        AssertHex(
            "00090014" + Header + "000c0004" + "40010000" + "00120008" + "0001a147e112a643",
            TurnChannelBindRequest.Create(Transaction, new TurnChannelNumber(0x4001), Peer).Bytes
        );

    [Fact]
    public void A_send_indication_carries_peer_and_data() =>
        AssertHex(
            "00160014" + Header + "00120008" + "0001a147e112a643" + "00130003" + "61626300",
            TurnSendIndication.Create(Transaction, Peer, "abc"u8)
        );

    [Fact]
    public void Reads_an_allocation()
    {
        // Relayed 192.0.2.1:32853, mapped [2001:db8:1234:5678:11:2233:4455:6677]:32853 in RFC 5769's transaction.
        var datagram = Convert.FromHexString(
            "0103002c"
                + "2112a442"
                + "b7e7a701bc34d686fa87dfae"
                + "00160008"
                + "0001a147e112a643"
                + "00200014"
                + "0002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
                + "000d0004"
                + "00000e10"
        );

        Assert.True(StunMessage.TryParse(datagram, out var message));
        Assert.True(TurnAllocation.TryRead(message, out var allocation));
        Assert.Equal(
            new TurnAllocation(
                Peer,
                IPEndPoint.Parse("[2001:db8:1234:5678:11:2233:4455:6677]:32853"),
                TimeSpan.FromHours(1)
            ),
            allocation
        );
    }

    [Theory]
    [InlineData(StunAttributeType.XorRelayedAddress)]
    [InlineData(StunAttributeType.XorMappedAddress)]
    [InlineData(StunAttributeType.Lifetime)]
    public void An_allocation_without_a_part_is_none(StunAttributeType missing)
    {
        Assert.True(StunMessage.TryParse(Allocated(missing, []), out var without));
        Assert.False(TurnAllocation.TryRead(without, out _));

        Assert.True(StunMessage.TryParse(Allocated(missing, [1, 2, 3]), out var malformed));
        Assert.False(TurnAllocation.TryRead(malformed, out _));
    }

    [Fact]
    public void Reads_a_data_indication_and_nothing_else()
    {
        var writer = new StunMessageWriter(StunMethod.Data, StunClass.Indication, Transaction)
            .Add(StunAttributeType.XorPeerAddress, StunAddress.WriteXor(Peer, Transaction))
            .Add(StunAttributeType.Data, "abc"u8);

        Assert.True(StunMessage.TryParse(writer.ToArray(), out var message));
        Assert.True(TurnDataIndication.TryRead(message, out var indication));
        Assert.Equal(Peer, indication.Peer);
        Assert.Equal("abc"u8, indication.Data);

        Assert.True(StunMessage.TryParse(writer.Add((StunAttributeType)0x7F00, []).ToArray(), out var unknown));
        Assert.False(TurnDataIndication.TryRead(unknown, out _));
        Assert.True(StunMessage.TryParse(TurnSendIndication.Create(Transaction, Peer, "abc"u8), out var send));
        Assert.False(TurnDataIndication.TryRead(send, out _));
    }

    [Fact]
    public void A_lifetime_is_whole_seconds_of_32_bits()
    {
        Assert.True(TurnLifetime.TryParse([0xFF, 0xFF, 0xFF, 0xFF], out var longest));
        Assert.Equal(TimeSpan.FromSeconds(uint.MaxValue), longest);
        Assert.Equal([0, 0, 0, 1], TurnLifetime.Write(TimeSpan.FromMilliseconds(1999)));
        Assert.False(TurnLifetime.TryParse([0, 0, 1], out _));
        Assert.Throws<OverflowException>(() => TurnLifetime.Write(TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public void Reads_the_transport_of_a_request()
    {
        Assert.True(TurnAllocateRequest.TryParseTransport([17, 0, 0, 0], out var protocol));
        Assert.Equal(TurnAllocateRequest.Udp, protocol);
        Assert.False(TurnAllocateRequest.TryParseTransport([17], out _));
    }

    private static byte[] Allocated(StunAttributeType spoiled, byte[] value)
    {
        var writer = new StunMessageWriter(StunMethod.Allocate, StunClass.Success, Transaction);
        foreach (var type in new[] { StunAttributeType.XorRelayedAddress, StunAttributeType.XorMappedAddress })
        {
            if (type != spoiled)
                writer.Add(type, StunAddress.WriteXor(Peer, Transaction));
        }

        if (spoiled != StunAttributeType.Lifetime)
            writer.Add(StunAttributeType.Lifetime, TurnLifetime.Write(TimeSpan.FromMinutes(1)));

        return (value.Length == 0 ? writer : writer.Add(spoiled, value)).ToArray();
    }

    private static void AssertHex(string expected, ReadOnlySpan<byte> actual) =>
        Assert.Equal(expected, Convert.ToHexStringLower(actual));
}
