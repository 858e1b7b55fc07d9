using System.Security.Cryptography;

namespace Ringback.Protocols.Ntp.Nts;

/// <summary>AES-SIV-CMAC-256 (RFC 5297): authenticates and encrypts, and a nonce that comes again betrays no more than that it did.</summary>
/// <param name="key"><see cref="KeySize"/> bytes: half for the tag, half for the encryption.</param>
public sealed class AesSiv(ReadOnlySpan<byte> key) : IDisposable
{
    public const int KeySize = 32;

    /// <summary>What a sealed text is longer by: the synthetic initialisation vector, which is the tag.</summary>
    public const int TagSize = Block;

    private const int Block = 16;

    private readonly Aes _mac = Cipher(key[..(KeySize / 2)]);
    private readonly Aes _encryption = Cipher(key[(KeySize / 2)..]);

    /// <param name="headers">What is authenticated alone, in this order; the last is the nonce, where there is one.</param>
    public byte[] Seal(ReadOnlySpan<byte> text, params ReadOnlySpan<byte[]> headers)
    {
        var output = new byte[TagSize + text.Length];
        var tag = Tag(text, headers);
        tag.CopyTo(output, 0);
        Crypt(tag, text, output.AsSpan(TagSize));
        return output;
    }

    /// <returns>Null where it was not sealed with this key and these headers.</returns>
    public byte[]? Open(ReadOnlySpan<byte> text, params ReadOnlySpan<byte[]> headers)
    {
        if (text.Length < TagSize)
            return null;

        var opened = new byte[text.Length - TagSize];
        Crypt(text[..TagSize], text[TagSize..], opened);
        return CryptographicOperations.FixedTimeEquals(Tag(opened, headers), text[..TagSize]) ? opened : null;
    }

    public void Dispose()
    {
        _mac.Dispose();
        _encryption.Dispose();
    }

    private static Aes Cipher(ReadOnlySpan<byte> key)
    {
        var cipher = Aes.Create();
        cipher.SetKey(key);
        return cipher;
    }

    /// <summary>S2V (RFC 5297 §2.4).</summary>
    private byte[] Tag(ReadOnlySpan<byte> text, ReadOnlySpan<byte[]> headers)
    {
        var sum = Mac(new byte[Block]);
        foreach (var header in headers)
        {
            Double(sum);
            Xor(sum, Mac(header));
        }

        if (text.Length >= Block)
        {
            var last = text.ToArray();
            Xor(last.AsSpan(last.Length - Block), sum);
            return Mac(last);
        }

        Double(sum);
        Xor(sum, text);
        sum[text.Length] ^= 0x80;
        return Mac(sum);
    }

    /// <summary>CMAC (RFC 4493).</summary>
    private byte[] Mac(ReadOnlySpan<byte> message)
    {
        var subkey = new byte[Block];
        _mac.EncryptEcb(subkey, subkey, PaddingMode.None);
        Double(subkey);
        var blocks = Math.Max(1, (message.Length + Block - 1) / Block);
        var sum = new byte[Block];
        for (var i = 0; i < blocks - 1; i++)
        {
            Xor(sum, message.Slice(i * Block, Block));
            _mac.EncryptEcb(sum, sum, PaddingMode.None);
        }

        var rest = message[((blocks - 1) * Block)..];
        if (rest.Length < Block)
        {
            Double(subkey);
            sum[rest.Length] ^= 0x80;
        }

        Xor(sum, rest);
        Xor(sum, subkey);
        _mac.EncryptEcb(sum, sum, PaddingMode.None);
        return sum;
    }

    /// <summary>CTR, from the tag with two of its bits cleared, so that no addition carries beyond 32 bits (RFC 5297 §2.5).</summary>
    private void Crypt(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> text, Span<byte> output)
    {
        Span<byte> counter = stackalloc byte[Block];
        Span<byte> stream = stackalloc byte[Block];
        tag.CopyTo(counter);
        counter[8] &= 0x7F;
        counter[12] &= 0x7F;
        for (var at = 0; at < text.Length; at += Block)
        {
            _encryption.EncryptEcb(counter, stream, PaddingMode.None);
            var part = text[at..Math.Min(at + Block, text.Length)];
            for (var i = 0; i < part.Length; i++)
                output[at + i] = (byte)(part[i] ^ stream[i]);

            for (var i = Block - 1; i >= 0 && ++counter[i] == 0; i--)
            {
                // The carry goes on to the byte before.
            }
        }
    }

    /// <summary>In GF(2¹²⁸) with the polynomial x¹²⁸ + x⁷ + x² + x + 1.</summary>
    private static void Double(Span<byte> block)
    {
        var carry = block[0] >> 7;
        for (var i = 0; i < Block - 1; i++)
            block[i] = (byte)((block[i] << 1) | (block[i + 1] >> 7));

        block[Block - 1] = (byte)((block[Block - 1] << 1) ^ (carry * 0x87));
    }

    private static void Xor(Span<byte> sum, ReadOnlySpan<byte> other)
    {
        for (var i = 0; i < other.Length; i++)
            sum[i] ^= other[i];
    }
}
