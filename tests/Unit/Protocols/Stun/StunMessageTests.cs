using System.Buffers.Binary;
using Ringback.Protocols.Stun;

namespace Ringback.Tests.Unit.Protocols.Stun;

public class StunMessageTests
{
    private static readonly byte[] Valid = Vectors.Rfc5769("2.1-sample-request");

    public static TheoryData<string, Action<byte[]>> Malformed =>
        new()
        {
            { "first bit set", bytes => bytes[0] |= 0x80 },
            { "second bit set", bytes => bytes[0] |= 0x40 },
            { "another cookie", bytes => bytes[4] ^= 1 },
            { "length one attribute too long", bytes => bytes[3] += 4 },
            { "length one attribute too short", bytes => bytes[3] -= 8 },
            { "length no multiple of 4", bytes => bytes[3] -= 1 },
            { "an attribute past the end", bytes => bytes[23] = 0xFF },
            { "the last attribute past the end by its padding", bytes => bytes[^5] = 5 },
            {
                "attributes that leave 2 bytes over",
                bytes => BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(22), 78)
            },
        };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Rejects(string what, Action<byte[]> spoil)
    {
        var bytes = (byte[])Valid.Clone();
        spoil(bytes);

        Assert.False(StunMessage.TryParse(bytes, out _), what);
    }

    [Fact]
    public void Rejects_every_truncation_of_a_valid_message()
    {
        for (var length = 0; length < Valid.Length; length++)
            Assert.False(StunMessage.TryParse(Valid.AsSpan(0, length), out _), $"accepted {length} bytes");
    }

    [Fact]
    public void Rejects_bytes_after_the_message() => Assert.False(StunMessage.TryParse([.. Valid, 0, 0, 0, 0], out _));

    [Fact]
    public void Never_throws_and_never_writes_into_the_datagram() =>
        Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.Byte)
            .Array[1, 8]
            .Sample(changes =>
            {
                var bytes = (byte[])Valid.Clone();
                foreach (var (index, value) in changes)
                    bytes[index] = value;

                var before = (byte[])bytes.Clone();
                if (StunMessage.TryParse(bytes, out var message))
                    ReadAll(message);

                Assert.Equal(before, bytes);
            });

    [Fact]
    public void Random_bytes_behind_a_good_header_never_throw() =>
        Gen
            .Byte.Array[0, 64]
            .Sample(attributes =>
            {
                var bytes = new byte[StunMessage.HeaderSize + attributes.Length];
                Valid.AsSpan(0, StunMessage.HeaderSize).CopyTo(bytes);
                attributes.CopyTo(bytes, StunMessage.HeaderSize);
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)attributes.Length);
                if (StunMessage.TryParse(bytes, out var message))
                    ReadAll(message);
            });

    [Fact]
    public void Of_two_attributes_of_a_type_the_first_counts()
    {
        var bytes = Writer().Add(StunAttributeType.Software, "a"u8).Add(StunAttributeType.Software, "b"u8).ToArray();

        Assert.True(StunMessage.TryParse(bytes, out var message));
        Assert.True(message.TryGet(StunAttributeType.Software, out var value));
        Assert.Equal("a"u8, value);
    }

    [Fact]
    public void What_follows_the_integrity_does_not_count()
    {
        byte[] key = [1, 2, 3];
        var bytes = Writer()
            .AddIntegrity(key)
            .Add(StunAttributeType.XorMappedAddress, new byte[8])
            .AddIntegritySha256(key)
            .Add(StunAttributeType.Lifetime, new byte[4])
            .AddFingerprint()
            .Add(StunAttributeType.Software, "x"u8)
            .ToArray();

        Assert.True(StunMessage.TryParse(bytes, out var message));
        Assert.False(message.TryGet(StunAttributeType.XorMappedAddress, out _));
        Assert.False(message.TryGet(StunAttributeType.Lifetime, out _));
        Assert.False(message.TryGet(StunAttributeType.Software, out _));
        Assert.True(StunIntegrity.VerifySha1(message, key));
        Assert.True(StunIntegrity.VerifySha256(message, key));
        Assert.False(StunFingerprint.Verify(message)); // it is not the last attribute
    }

    [Fact]
    public void A_plain_integrity_behind_the_SHA_256_one_does_not_count()
    {
        byte[] key = [1, 2, 3];
        var bytes = Writer().AddIntegritySha256(key).AddIntegrity(key).ToArray();

        Assert.True(StunMessage.TryParse(bytes, out var message));
        Assert.True(StunIntegrity.VerifySha256(message, key));
        Assert.False(StunIntegrity.VerifySha1(message, key));
    }

    [Fact]
    public void What_is_written_is_read_again() =>
        Gen.Select(Gen.UShort, Gen.Byte.Array[0, 300])
            .Array[0, 12]
            .Where(attributes =>
                attributes.All(a =>
                    (StunAttributeType)a.Item1
                        is not (
                            StunAttributeType.MessageIntegrity
                            or StunAttributeType.MessageIntegritySha256
                            or StunAttributeType.Fingerprint
                        )
                )
            )
            .Sample(attributes =>
            {
                var writer = Writer();
                foreach (var (type, value) in attributes)
                    writer.Add((StunAttributeType)type, value);

                Assert.True(StunMessage.TryParse(writer.AddFingerprint().ToArray(), out var message));
                Assert.True(StunFingerprint.Verify(message));
                var read = new List<(ushort, byte[])>();
                foreach (var attribute in message.Attributes)
                    read.Add(((ushort)attribute.Type, attribute.Value.ToArray()));

                Assert.Equal(attributes.Length + 1, read.Count);
                for (var i = 0; i < attributes.Length; i++)
                {
                    Assert.Equal(attributes[i].Item1, read[i].Item1);
                    Assert.Equal(attributes[i].Item2, read[i].Item2);
                }
            });

    [Fact]
    public void Refuses_to_write_more_than_the_length_can_say()
    {
        var writer = Writer().Add(StunAttributeType.Data, new byte[65_000]);

        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add(StunAttributeType.Data, new byte[600]));
    }

    private static StunMessageWriter Writer() => new(StunMethod.Binding, StunClass.Success, new byte[12]);

    private static void ReadAll(in StunMessage message)
    {
        foreach (var type in Enum.GetValues<StunAttributeType>())
        {
            if (!message.TryGet(type, out var value))
                continue;

            _ = StunAddress.TryParse(value, out _);
            _ = StunAddress.TryParseXor(value, message.TransactionId, out _);
            _ = StunError.TryParse(value, out _);
            _ = StunUnknownAttributes.TryParse(value, out _);
            StunPasswordAlgorithms.TryChoose(value, out _);
            StunNonce.OffersPasswordAlgorithms(value);
        }

        StunChallenge.TryRead(message, out _);
        StunUnknownAttributes.In(message);
        StunIntegrity.VerifySha1(message, [1]);
        StunIntegrity.VerifySha256(message, [1]);
        StunFingerprint.Verify(message);
    }
}
