namespace Ringback.ProbeWorker.Probes.Rtp.Content;

/// <summary>Writes the bits of one NAL unit (ITU-T H.264 §7.2).</summary>
/// <param name="header">Its first byte.</param>
internal sealed class H264Bits(byte header)
{
    private readonly List<byte> _bytes = [header];
    private int _current;
    private int _count;

    /// <param name="value">Unsigned, the high bit first.</param>
    public H264Bits Fixed(int value, int bits)
    {
        for (var bit = bits - 1; bit >= 0; bit--)
        {
            _current = (_current << 1) | ((value >> bit) & 1);
            if (++_count < 8)
                continue;

            _bytes.Add((byte)_current);
            (_current, _count) = (0, 0);
        }

        return this;
    }

    /// <summary>Exp-Golomb code of an unsigned number (§9.1).</summary>
    public H264Bits Golomb(int value) => Fixed(value + 1, (2 * int.Log2(value + 1)) + 1);

    /// <summary>Closes the unit with its stop bit.</summary>
    /// <exception cref="InvalidOperationException">Bytes that look like a start code would have to be escaped.</exception>
    public byte[] End()
    {
        Fixed(1, 1);
        while (_count > 0)
            Fixed(0, 1);

        for (var i = 2; i < _bytes.Count; i++)
        {
            if (_bytes[i - 2] == 0 && _bytes[i - 1] == 0 && _bytes[i] <= 3)
                throw new InvalidOperationException("A ready-made unit has bytes to escape.");
        }

        return [.. _bytes];
    }
}
