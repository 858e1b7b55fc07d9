using System.Buffers;

namespace Ringback.Store.Results.Packing;

/// <summary>A body taken apart: what the runs of a view have in common, and what each has of its own.</summary>
/// <param name="Shape">Which phases and measurements there are: how many of each, then their places.</param>
/// <param name="Address">Its kind in the low half of the first byte, then its bytes.</param>
/// <param name="Numbers">Duration, wait, error, each phase's duration, each measurement's figure in its form.</param>
/// <param name="Forms">Of the measurements' figures.</param>
internal sealed record BodyParts(byte[] Shape, byte[] Address, long[] Numbers, byte[] Forms)
{
    /// <summary>Numbers that every body begins with.</summary>
    public const int Common = 3;

    private const int Format = 1;

    public int Phases => Numbers.Length - Common - Forms.Length;

    /// <returns>Null where the bytes are not exactly what <see cref="Join"/> would make of the parts.</returns>
    public static BodyParts? Split(ReadOnlySpan<byte> body)
    {
        try
        {
            var bytes = new PackedReader(body);
            var first = bytes.Byte();
            if (first >> 4 != Format)
                return null;

            Span<long> common = [(long)bytes.Number(), (long)bytes.Number(), (long)bytes.Number()];
            var phases = bytes.Count();
            var places = new List<ulong> { (ulong)phases };
            var numbers = new List<long>([.. common]);
            for (var i = 0; i < phases; i++)
            {
                places.Add(bytes.Number());
                numbers.Add((long)bytes.Number());
            }

            var forms = new byte[bytes.Count()];
            places.Add((ulong)forms.Length);
            for (var i = 0; i < forms.Length; i++)
            {
                var tag = bytes.Number();
                forms[i] = (byte)(tag & PackedFigure.FormMask);
                places.Add(tag >> PackedFigure.FormBits);
                numbers.Add(forms[i] == 0 ? BitConverter.DoubleToInt64Bits(bytes.Double()) : bytes.Signed());
            }

            var parts = new BodyParts(Pack(places), [(byte)(first & 0x0F), .. bytes.Rest()], [.. numbers], forms);
            return parts.IsUsual() && parts.Join().AsSpan().SequenceEqual(body) ? parts : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <exception cref="InvalidDataException">The shape is none.</exception>
    public byte[] Join()
    {
        var most = 32 + (20 * (Numbers.Length + Forms.Length)) + Address.Length;
        var rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            var bytes = new PackedWriter(rented);
            var shape = new PackedReader(Shape);
            var number = 0;
            bytes.Byte((byte)((Format << 4) | Address[0]));
            for (; number < Common; number++)
                bytes.Number((ulong)Numbers[number]);

            var phases = shape.Number();
            bytes.Number(phases);
            for (; number < Numbers.Length - Forms.Length; number++)
            {
                bytes.Number(shape.Number());
                bytes.Number((ulong)Numbers[number]);
            }

            bytes.Number(shape.Number());
            foreach (var form in Forms)
            {
                bytes.Number((shape.Number() << PackedFigure.FormBits) | form);
                if (form == 0)
                    bytes.Double(BitConverter.Int64BitsToDouble(Numbers[number++]));
                else
                    bytes.Signed(Numbers[number++]);
            }

            bytes.Bytes(Address.AsSpan(1));
            return bytes.Written.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>How many phases and measurements a shape has.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static (int Phases, int Measurements) CountsOf(ReadOnlySpan<byte> shape)
    {
        var bytes = new PackedReader(shape);
        var phases = Skip(ref bytes);
        var measurements = Skip(ref bytes);
        return bytes.IsAtEnd ? (phases, measurements) : throw PackedReader.Damaged("a shape does not end");

        static int Skip(ref PackedReader bytes)
        {
            var count = bytes.Places();
            for (var i = 0; i < count; i++)
                bytes.Number();

            return count;
        }
    }

    /// <summary>Whether each figure has the form that it would get today.</summary>
    private bool IsUsual()
    {
        for (var i = 0; i < Forms.Length; i++)
        {
            var number = Numbers[Common + Phases + i];
            var figure = Forms[i] == 0 ? 0 : PackedFigure.Of(number, Forms[i]);
            if (Forms[i] > 0 && (PackedFigure.FormOf(figure, out var whole) != Forms[i] || whole != number))
                return false;
        }

        return true;
    }

    private static byte[] Pack(List<ulong> numbers)
    {
        var room = new byte[10 * numbers.Count];
        var bytes = new PackedWriter(room);
        foreach (var number in numbers)
            bytes.Number(number);

        return bytes.Written.ToArray();
    }
}
