using System.Buffers.Binary;

namespace Ringback.Store.Results.Packing;

/// <summary>Writes little-endian base-128 numbers and bytes. The caller gives room enough.</summary>
internal ref struct PackedWriter(Span<byte> room)
{
    private readonly Span<byte> _room = room;

    private int _length;

    public readonly ReadOnlySpan<byte> Written => _room[.._length];

    public void Byte(byte value) => _room[_length++] = value;

    /// <summary>Seven bits a byte, the lowest first: 1 to 10 bytes.</summary>
    public void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            Byte((byte)(value | 0x80));

        Byte((byte)value);
    }

    /// <summary>Small ones of either sign are short: 0, −1, 1, −2 … go as 0, 1, 2, 3 …</summary>
    public void Signed(long value) => Number((ulong)((value << 1) ^ (value >> 63)));

    public void Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_room[_length..], value);
        _length += sizeof(double);
    }

    public void Bytes(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_room[_length..]);
        _length += bytes.Length;
    }
}

/// <summary>Reads what <see cref="PackedWriter"/> wrote.</summary>
/// <exception cref="InvalidDataException">By every member: the bytes are not what was written.</exception>
internal ref struct PackedReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte() => Bytes(1)[0];

    public ulong Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            if (shift == 63 && next > 1)
                break;

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Damaged("a number has more than 64 bits");
    }

    public long Signed()
    {
        var value = Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Bytes(sizeof(double)));

    /// <summary>How many items follow, each of at least two bytes: never more than the bytes that are left can hold.</summary>
    public int Count()
    {
        var count = Number();
        return count <= (ulong)_rest.Length / 2 ? (int)count : throw Damaged("a list is longer than its bytes");
    }

    /// <summary>How many items of at least one byte follow.</summary>
    public int Places()
    {
        var count = Number();
        return count <= (ulong)_rest.Length ? (int)count : throw Damaged("a list is longer than its bytes");
    }

    /// <summary>All that is left.</summary>
    public ReadOnlySpan<byte> Rest() => Bytes((ulong)_rest.Length);

    public ReadOnlySpan<byte> Bytes(ulong count)
    {
        if (count > (ulong)_rest.Length)
            throw Damaged("it ends early");

        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    public static InvalidDataException Damaged(string how) => new($"a stored result is damaged: {how}");
}
