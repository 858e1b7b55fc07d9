using System.Buffers.Binary;
using Ringback.Protocols.Ntp;
using Ringback.Protocols.Ntp.Nts;

namespace Ringback.Tests.Unit.Protocols.Ntp.Nts;

/// <summary>The server's side is written by hand from RFC 8915 §5; chrony's is in the integration tests.</summary>
public sealed class NtsRequestTests : IDisposable
{
    private readonly AesSiv _toServer = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
    private readonly AesSiv _fromServer = new([.. Enumerable.Range(32, 32).Select(i => (byte)i)]);

    private readonly NtsRequest _request = new(
        new NtpRequest(new NtpTimestamp(0x0102030405060708)),
        [.. Enumerable.Repeat((byte)7, NtsRequest.IdentifierSize)],
        [1, 2, 3, 4, 5, 6, 7],
        [.. Enumerable.Repeat((byte)9, NtsRequest.NonceSize)]
    );

    [Fact]
    public void A_request_is_header_identifier_cookie_and_proof()
    {
        var packet = _request.ToBytes(_toServer);

        Assert.Equal(NtpHeader.Size + 36 + 12 + 4 + 4 + 16 + 16, packet.Length);
        Assert.Equal("01040024", Convert.ToHexStringLower(packet.AsSpan(48, 4)));
        Assert.Equal("0204000c01020304050607" + "00", Convert.ToHexStringLower(packet.AsSpan(84, 12)));
        Assert.Equal("0404002800100010", Convert.ToHexStringLower(packet.AsSpan(96, 8)));
        Assert.Empty(_toServer.Open(packet.AsSpan(120), packet[..96], _request.Nonce)!);
    }

    [Fact]
    public void A_reply_with_the_proof_is_taken_with_its_cookies()
    {
        Assert.True(_request.TryReadReply(Reply(), _fromServer, out var reply, out var cookies));
        Assert.Equal(2, reply.Stratum);
        Assert.Equal(["c0c1c2c3"], cookies.Select(Convert.ToHexStringLower));
    }

    [Fact]
    public void A_reply_changed_in_any_bit_is_a_stranger_s()
    {
        var good = Reply();
        Gen.Int[0, (good.Length * 8) - 1]
            .Sample(bit =>
            {
                var bad = good.ToArray();
                bad[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(_request.TryReadReply(bad, _fromServer, out _, out _));
            });
    }

    [Fact]
    public void Without_the_proof_NTSN_alone_is_taken_and_only_with_our_identifier()
    {
        var header = Reply()[..NtpHeader.Size];
        header[1] = 0;
        byte[] Kiss(string code, byte id) =>
            [
                .. header[..12],
                .. System.Text.Encoding.ASCII.GetBytes(code),
                .. header[16..],
                1,
                4,
                0,
                36,
                .. Enumerable.Repeat(id, 32),
            ];

        Assert.True(_request.TryReadReply(Kiss("NTSN", 7), _fromServer, out var reply, out _));
        Assert.Equal(NtsRequest.Nak, reply.ReferenceId.ToCode());
        Assert.False(_request.TryReadReply(Kiss("NTSN", 8), _fromServer, out _, out _));
        Assert.False(_request.TryReadReply(Kiss("DENY", 7), _fromServer, out _, out _));
        Assert.False(_request.TryReadReply(header, _fromServer, out _, out _));
    }

    public void Dispose()
    {
        _toServer.Dispose();
        _fromServer.Dispose();
    }

    private byte[] Reply()
    {
        var packet = new byte[NtpHeader.Size];
        new NtpHeader
        {
            Version = 4,
            Mode = NtpMode.Server,
            Stratum = 2,
            Origin = _request.Request.Nonce,
        }.TryWrite(packet);
        byte[] before = [.. packet, 1, 4, 0, 36, .. _request.UniqueIdentifier];
        byte[] nonce = [.. Enumerable.Repeat((byte)3, 16)];
        var inner = _fromServer.Seal([2, 4, 0, 8, 0xc0, 0xc1, 0xc2, 0xc3], before, nonce);
        var sizes = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(sizes, 16);
        BinaryPrimitives.WriteUInt16BigEndian(sizes.AsSpan(2), (ushort)inner.Length);
        return [.. before, 4, 4, 0, (byte)(4 + 4 + 16 + inner.Length), .. sizes, .. nonce, .. inner];
    }
}
