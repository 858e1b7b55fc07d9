using System.Numerics;

namespace Ringback.Store.Results.Packing;

/// <summary>The numbers of runs of one shape, column by column, each as what it differs by from whatever tells most of it.</summary>
/// <remarks>
/// Of each measurement its figures' form, or 4 and a column of forms. Then of each column what it is held against and the
/// column of differences: 0 nothing, 1 the run before, 2 + n the column n before it in this order: phases, measurements,
/// duration, wait, error. A round trip is nearly its exchange's phase, a duration nearly the longest of them.
/// </remarks>
internal sealed class ShapeColumns
{
    private const int Nothing = 0;
    private const int RunBefore = 1;
    private const int ColumnBefore = 2;

    /// <summary>Of the figures' forms: not all alike.</summary>
    private const int Mixed = 4;

    /// <summary>Of a duration: whole microseconds, as of the figures' form 2.</summary>
    private const int MicrosecondForm = 2;
    private const int TickForm = 3;

    private readonly byte[] _shape;
    private readonly long[][] _numbers;
    private readonly long[]?[] _mixed;
    private readonly int[] _forms;
    private readonly int _phases;

    private ShapeColumns(byte[] shape, int phases, long[][] numbers, int[] forms, long[]?[] mixed) =>
        (_shape, _phases, _numbers, _forms, _mixed) = (shape, phases, numbers, forms, mixed);

    /// <param name="runs">Of one shape.</param>
    public static void Write(ref PackedWriter bytes, IReadOnlyList<BodyParts> runs)
    {
        var (phases, measurements) = (runs[0].Phases, runs[0].Forms.Length);
        var numbers = Enumerable
            .Range(0, runs[0].Numbers.Length)
            .Select(n => Column(runs, run => run.Numbers[n]))
            .ToArray();
        var forms = new int[measurements];
        for (var i = 0; i < measurements; i++)
        {
            var each = Column(runs, run => run.Forms[i]);
            forms[i] = Unify(each, ref numbers[BodyParts.Common + phases + i]);
            bytes.Byte((byte)forms[i]);
            if (forms[i] == Mixed)
                Columns.Write(ref bytes, each);
        }

        var order = Order(phases, measurements);
        var differences = new long[runs.Count];
        for (var at = 0; at < order.Length; at++)
        {
            var best = Best(numbers, order, at, phases, forms);
            bytes.Number((ulong)best);
            Differ(numbers, order, at, best, phases, forms, differences);
            Columns.Write(ref bytes, differences);
        }
    }

    /// <exception cref="InvalidDataException">They are not there.</exception>
    public static ShapeColumns Read(ref PackedReader bytes, byte[] shape, int count)
    {
        var (phases, measurements) = BodyParts.CountsOf(shape);
        var forms = new int[measurements];
        var mixed = new long[]?[measurements];
        for (var i = 0; i < measurements; i++)
        {
            forms[i] = bytes.Byte();
            mixed[i] = forms[i] == Mixed ? Columns.Read(ref bytes, count) : null;
            if (forms[i] > Mixed || mixed[i]?.Any(form => form is < 0 or >= Mixed) is true)
                throw PackedReader.Damaged("a figure has no form");
        }

        var order = Order(phases, measurements);
        var numbers = new long[order.Length][];
        for (var at = 0; at < order.Length; at++)
        {
            var against = bytes.Number();
            if (against >= (ulong)(ColumnBefore + at))
                throw PackedReader.Damaged("a column is held against a later one");

            var column = Columns.Read(ref bytes, count);
            numbers[order[at]] = column;
            Restore(numbers, order, at, (int)against, phases, forms, column);
        }

        return new ShapeColumns(shape, phases, numbers, forms, mixed);
    }

    public byte[] BodyOf(int run, byte[] address)
    {
        if (address.Length == 0 || address[0] > 0x0F)
            throw PackedReader.Damaged("an address is none");

        var numbers = Array.ConvertAll(_numbers, column => column[run]);
        var forms = new byte[_forms.Length];
        for (var i = 0; i < forms.Length; i++)
        {
            ref var number = ref numbers[BodyParts.Common + _phases + i];
            var form = _mixed[i] is { } each ? (int)each[run] : _forms[i];
            forms[i] = (byte)(form == 0 ? 0 : PackedFigure.FormOf(PackedFigure.Of(number, form), out number));
        }

        return new BodyParts(_shape, address, numbers, forms).Join();
    }

    /// <summary>One form for all figures of a column, where one gives back the identical bits of each.</summary>
    private static int Unify(long[] forms, ref long[] figures)
    {
        var greatest = (int)forms.Max();
        if (forms.Contains(0))
            return forms.All(form => form == 0) ? 0 : Mixed;

        var unified = new long[figures.Length];
        for (var i = 0; i < figures.Length; i++)
        {
            if (!PackedFigure.TryConvert(figures[i], (int)forms[i], greatest, out unified[i]))
                return Mixed;
        }

        figures = unified;
        return greatest;
    }

    private static int[] Order(int phases, int measurements) =>
        [.. Enumerable.Range(BodyParts.Common, phases + measurements), .. Enumerable.Range(0, BodyParts.Common)];

    /// <summary>What leaves the least to be said.</summary>
    private static int Best(long[][] numbers, int[] order, int at, int phases, int[] forms)
    {
        var column = numbers[order[at]];
        if (Array.TrueForAll(column, number => number == column[0]))
            return Nothing;

        var (best, least) = (Nothing, long.MaxValue);
        var differences = new long[column.Length];
        for (var against = Nothing; against < ColumnBefore + at; against++)
        {
            if (against >= ColumnBefore && Scale(order, at, against - ColumnBefore, phases, forms) == 0)
                continue;

            Differ(numbers, order, at, against, phases, forms, differences);
            var bits = Bits(differences);
            if (bits < least)
                (best, least) = (against, bits);
        }

        return best;
    }

    private static void Differ(
        long[][] numbers,
        int[] order,
        int at,
        int against,
        int phases,
        int[] forms,
        long[] differences
    )
    {
        var column = numbers[order[at]];
        column.CopyTo(differences, 0);
        if (against == RunBefore)
        {
            for (var i = column.Length - 1; i > 0; i--)
                differences[i] = unchecked(column[i] - column[i - 1]);
        }
        else if (against >= ColumnBefore)
        {
            var scale = Scale(order, at, against - ColumnBefore, phases, forms);
            var other = numbers[order[against - ColumnBefore]];
            for (var i = 0; i < column.Length; i++)
                differences[i] = unchecked(column[i] - (scale * other[i]));
        }
    }

    private static void Restore(
        long[][] numbers,
        int[] order,
        int at,
        int against,
        int phases,
        int[] forms,
        long[] column
    )
    {
        if (against == RunBefore)
        {
            for (var i = 1; i < column.Length; i++)
                column[i] = unchecked(column[i] + column[i - 1]);
        }
        else if (against >= ColumnBefore)
        {
            var scale = Scale(order, at, against - ColumnBefore, phases, forms);
            var other = numbers[order[against - ColumnBefore]];
            for (var i = 0; i < column.Length; i++)
                column[i] = unchecked(column[i] + (scale * other[i]));
        }
    }

    /// <summary>By how much the other column is to be multiplied; 0 where the two cannot be compared.</summary>
    private static long Scale(int[] order, int at, int other, int phases, int[] forms)
    {
        var (form, otherForm) = (FormOf(order[at], phases, forms), FormOf(order[other], phases, forms));
        return form == otherForm ? 1
            : form == TickForm && otherForm == MicrosecondForm ? 10
            : 0;
    }

    private static int FormOf(int number, int phases, int[] forms) =>
        number < BodyParts.Common + phases ? MicrosecondForm : forms[number - BodyParts.Common - phases];

    private static long Bits(long[] differences)
    {
        var middle = differences[differences.Length / 2];
        var bits = 0L;
        foreach (var difference in differences)
        {
            var apart = unchecked(difference - middle);
            bits += 65 - BitOperations.LeadingZeroCount((ulong)(apart < 0 ? ~apart : apart));
        }

        return bits;
    }

    private static long[] Column(IReadOnlyList<BodyParts> runs, Func<BodyParts, long> of)
    {
        var column = new long[runs.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = of(runs[i]);

        return column;
    }
}
