using System.Security.Cryptography;
using Ringback.Protocols.Stun;

namespace Ringback.Tests.Unit.Protocols.Stun;

public class StunIntegrityTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public void SHA_256_is_the_HMAC_of_the_message_before_it_with_a_length_that_ends_at_it()
    {
        byte[] before =
        [
            0x01,
            0x01,
            0x00,
            0x30, // Binding success; length: 12 bytes of SOFTWARE and 36 of integrity
            0x21,
            0x12,
            0xA4,
            0x42,
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            8,
            9,
            10,
            11,
            12,
            0x80,
            0x22,
            0x00,
            0x05,
            (byte)'h',
            (byte)'e',
            (byte)'l',
            (byte)'l',
            (byte)'o',
            0,
            0,
            0,
        ];
        byte[] expected = [.. before, 0x00, 0x1C, 0x00, 0x20, .. HMACSHA256.HashData(Key, before)];

        var written = new StunMessageWriter(StunMethod.Binding, StunClass.Success, before.AsSpan(8, 12))
            .Add(StunAttributeType.Software, "hello"u8)
            .AddIntegritySha256(Key)
            .ToArray();

        Assert.Equal(Convert.ToHexStringLower(expected), Convert.ToHexStringLower(written));
        Assert.True(StunMessage.TryParse(expected, out var message));
        Assert.True(StunIntegrity.VerifySha256(message, Key));
        Assert.False(StunIntegrity.VerifySha1(message, Key));
    }

    [Fact]
    public void A_fingerprint_behind_it_changes_the_length_but_not_the_integrity()
    {
        var bytes = Writer().AddIntegrity(Key).AddIntegritySha256(Key).AddFingerprint().ToArray();

        Assert.True(StunMessage.TryParse(bytes, out var message));
        Assert.True(StunIntegrity.VerifySha1(message, Key));
        Assert.True(StunIntegrity.VerifySha256(message, Key));
        Assert.True(StunFingerprint.Verify(message));
    }

    [Theory]
    [InlineData(StunAttributeType.MessageIntegrity, 16)]
    [InlineData(StunAttributeType.MessageIntegrity, 0)]
    [InlineData(StunAttributeType.MessageIntegritySha256, 16)]
    [InlineData(StunAttributeType.MessageIntegritySha256, 20)]
    public void A_truncated_hash_is_no_integrity(StunAttributeType type, int size)
    {
        var bytes = Writer().Add(type, new byte[size]).ToArray();

        Assert.True(StunMessage.TryParse(bytes, out var message));
        Assert.False(StunIntegrity.VerifySha1(message, Key));
        Assert.False(StunIntegrity.VerifySha256(message, Key));
    }

    [Fact]
    public void Any_changed_bit_before_it_or_in_it_breaks_it()
    {
        var bytes = Writer().Add(StunAttributeType.Software, "hello"u8).AddIntegritySha256(Key).ToArray();
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            var changed = (byte[])bytes.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.False(
                StunMessage.TryParse(changed, out var message) && StunIntegrity.VerifySha256(message, Key),
                $"bit {bit}"
            );
        }
    }

    private static StunMessageWriter Writer() => new(StunMethod.Allocate, StunClass.Success, new byte[12]);
}
