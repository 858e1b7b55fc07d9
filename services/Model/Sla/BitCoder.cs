namespace Ringback.Model.Sla;

/// <summary>Writes or reads bits, each in the less space the better its chance was known: a range coder, in integers only.</summary>
/// <remarks>
/// Whoever writes and whoever reads do the same, step for step: they hand over a bit and go on with the one that they get
/// back, which is the same to who writes, and what was written to who reads. Range coding: Martin 1979; chances of 12 bits
/// that follow what was seen, and the carry: as in LZMA.
/// </remarks>
internal abstract class BitCoder
{
    protected const int ChanceBits = 12;
    protected const uint Least = 1 << 24;

    /// <summary>Of a bit of which nothing is known.</summary>
    public const ushort Even = 1 << (ChanceBits - 1);

    private const int Rate = 5;
    private const ushort Sure = 1 << ChanceBits;

    /// <summary>Whether nothing was read that cannot have been written.</summary>
    public bool IsSound { get; private set; } = true;

    /// <param name="chance">That it is not set, of 4,096; it follows what comes.</param>
    public bool Bit(bool bit, ref ushort chance)
    {
        bit = Code(bit, chance);
        if (bit)
            chance -= (ushort)(chance >> Rate);
        else
            chance += (ushort)((Sure - chance) >> Rate);

        return bit;
    }

    /// <param name="length">How many bits it has.</param>
    public long Bits(long number, int length)
    {
        var read = 0L;
        for (var place = length - 1; place >= 0; place--)
            read |= (Code(((number >> place) & 1) != 0, Even) ? 1L : 0L) << place;

        return read;
    }

    /// <summary>A number of which nothing is known but that small ones are likelier (Elias' γ code).</summary>
    /// <param name="number">From 0 to 2⁴⁷.</param>
    public long Number(long number)
    {
        var length = 0;
        while (Code(length < Length(number), Even))
        {
            if (++length > 48)
                return Fail();
        }

        return ((1L << length) | Bits(number + 1, length)) - 1;

        static int Length(long number) => System.Numerics.BitOperations.Log2((ulong)number + 1);
    }

    /// <summary>What was read cannot have been written.</summary>
    public long Fail()
    {
        IsSound = false;
        return 0;
    }

    /// <param name="chance">That it is not set, of 4,096: neither 0 nor 4,096.</param>
    protected abstract bool Code(bool bit, ushort chance);
}

internal sealed class BitEncoder : BitCoder
{
    private readonly List<byte> _bytes = [];
    private ulong _low;
    private uint _range = uint.MaxValue;
    private byte _held;
    private long _heldBytes = 1;

    /// <summary>What was written; to be asked for once. Zeros at the end go without saying.</summary>
    public byte[] ToBytes()
    {
        for (var i = 0; i < 5; i++)
            Shift();

        var length = _bytes.Count;
        while (length > 1 && _bytes[length - 1] == 0)
            length--;

        return [.. _bytes[1..length]]; // the first is always 0
    }

    protected override bool Code(bool bit, ushort chance)
    {
        var bound = (_range >> ChanceBits) * chance;
        if (bit)
        {
            _low += bound;
            _range -= bound;
        }
        else
        {
            _range = bound;
        }

        for (; _range < Least; _range <<= 8)
            Shift();

        return bit;
    }

    /// <summary>A byte goes out when no carry can reach it any more.</summary>
    private void Shift()
    {
        if (_low is < 0xFF000000 or > uint.MaxValue)
        {
            var carry = (byte)(_low >> 32);
            for (; _heldBytes > 0; _heldBytes--)
            {
                _bytes.Add((byte)(_held + carry));
                _held = 0xFF;
            }

            _held = (byte)(_low >> 24);
        }

        _heldBytes++;
        _low = (_low & 0x00FFFFFF) << 8;
    }
}

internal sealed class BitDecoder : BitCoder
{
    private readonly byte[] _bytes;
    private uint _range = uint.MaxValue;
    private uint _code;
    private int _at;

    public BitDecoder(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes.ToArray();
        for (var i = 0; i < 4; i++)
            Shift();
    }

    /// <summary>Whether all bytes were needed.</summary>
    public bool IsAtEnd => _at >= _bytes.Length;

    protected override bool Code(bool bit, ushort chance)
    {
        var bound = (_range >> ChanceBits) * chance;
        bit = _code >= bound;
        if (bit)
        {
            _code -= bound;
            _range -= bound;
        }
        else
        {
            _range = bound;
        }

        for (; _range < Least; _range <<= 8)
            Shift();

        return bit;
    }

    private void Shift()
    {
        _code = (_code << 8) | (_at < _bytes.Length ? _bytes[_at] : (uint)0);
        _at++;
    }
}
