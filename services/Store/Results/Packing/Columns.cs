using System.IO.Compression;
using System.Numerics;

namespace Ringback.Store.Results.Packing;

/// <summary>Whole numbers column by column, each byte of them with its likes, and Brotli over all.</summary>
/// <remarks>
/// A column is its least number and, of what each exceeds it by, first all lowest bytes, then all second ones, as many as the
/// greatest needs. Brotli finds a code of its own for each such stretch: near the least that numbers without order can take.
/// </remarks>
internal static class Columns
{
    private const int Format = 1;

    /// <summary>A day of a view with a run each second and all that a run measures is some 20 MB.</summary>
    private const int Most = 1 << 28;

    private const int Quality = 6;
    private const int Window = 22;

    /// <summary>Most bytes that <see cref="Write"/> takes.</summary>
    public static int Room(int count) => 11 + (sizeof(long) * count);

    public static void Write(ref PackedWriter bytes, scoped ReadOnlySpan<long> numbers)
    {
        if (numbers.IsEmpty)
            return;

        var (least, greatest) = (long.MaxValue, long.MinValue);
        foreach (var number in numbers)
            (least, greatest) = (Math.Min(least, number), Math.Max(greatest, number));

        var width = (64 - BitOperations.LeadingZeroCount(Over(greatest, least)) + 7) / 8;
        bytes.Signed(least);
        bytes.Byte((byte)width);
        for (var place = 0; place < width; place++)
        {
            foreach (var number in numbers)
                bytes.Byte((byte)(Over(number, least) >> (8 * place)));
        }
    }

    /// <exception cref="InvalidDataException">They are not there.</exception>
    public static long[] Read(ref PackedReader bytes, int count)
    {
        if (count == 0)
            return [];

        var least = bytes.Signed();
        var width = bytes.Byte();
        if (width > sizeof(long))
            throw PackedReader.Damaged("a column is too wide");

        var numbers = new long[count];
        for (var place = 0; place < width; place++)
        {
            var plane = bytes.Bytes((ulong)count);
            for (var i = 0; i < count; i++)
                numbers[i] |= (long)((ulong)plane[i] << (8 * place));
        }

        for (var i = 0; i < count; i++)
            numbers[i] = unchecked(numbers[i] + least);

        return numbers;
    }

    public static byte[] Compress(ReadOnlySpan<byte> columns)
    {
        var room = new byte[16 + BrotliEncoder.GetMaxCompressedLength(columns.Length)];
        var bytes = new PackedWriter(room);
        bytes.Byte(Format);
        bytes.Number((ulong)columns.Length);
        var head = bytes.Written.Length;
        return BrotliEncoder.TryCompress(columns, room.AsSpan(head), out var length, Quality, Window)
            ? room[..(head + length)]
            : throw new InvalidOperationException("the columns do not fit into the room made for them");
    }

    /// <exception cref="InvalidDataException">The bytes are damaged, or of a format that this build does not know.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> compressed)
    {
        var bytes = new PackedReader(compressed);
        var format = bytes.Byte();
        if (format != Format)
            throw PackedReader.Damaged($"{format} is no format");

        var length = bytes.Number();
        if (length > Most)
            throw PackedReader.Damaged("it is too long");

        var columns = new byte[length];
        return BrotliDecoder.TryDecompress(bytes.Rest(), columns, out var written) && (ulong)written == length
            ? columns
            : throw PackedReader.Damaged("its columns are cut or changed");
    }

    private static ulong Over(long number, long least) => unchecked((ulong)number - (ulong)least);
}
