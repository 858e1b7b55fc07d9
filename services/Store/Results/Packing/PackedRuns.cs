using Ringback.Model;

namespace Ringback.Store.Results.Packing;

/// <summary>What the runs of a view's day measured. Runs that have the same phases and measurements are packed together.</summary>
/// <remarks>
/// The list of shapes, the list of addresses, which shape each run has; then of each shape its columns
/// (<see cref="ShapeColumns"/>). Shape 0 is none: bodies that <see cref="BodyParts"/> cannot take apart, byte for byte.
/// </remarks>
internal static class PackedRuns
{
    private static readonly long First = Microseconds(DateTimeOffset.MinValue);
    private static readonly long Last = Microseconds(DateTimeOffset.MaxValue);

    /// <param name="runs">In the order of what is judged of them.</param>
    public static byte[] Pack(IReadOnlyList<StoredRun> runs)
    {
        var parts = runs.Select(run => BodyParts.Split(run.Body)).ToList();
        var shapes = new ByteList();
        var addresses = new ByteList();
        var bodies = new ByteList();
        var shapeOf = new long[runs.Count];
        var addressOf = new long[runs.Count];
        for (var i = 0; i < runs.Count; i++)
        {
            shapeOf[i] = parts[i] is { } split ? 1 + shapes.PlaceOf(split.Shape) : 0;
            addressOf[i] = parts[i] is { } known ? addresses.PlaceOf(known.Address) : bodies.PlaceOf(runs[i].Body);
        }

        var numbers = parts.Sum(each => each is null ? 0 : each.Numbers.Length + each.Forms.Length);
        var columns = parts
            .Where(each => each is not null)
            .DistinctBy(each => shapes.PlaceOf(each!.Shape))
            .Sum(each => each!.Numbers.Length + each.Forms.Length);
        var bytes = new PackedWriter(
            new byte[
                64
                    + shapes.Room
                    + addresses.Room
                    + bodies.Room
                    + Columns.Room(3 * runs.Count)
                    + Columns.Room(numbers)
                    + (32 * (columns + (2 * shapes.Count) + 4))
            ]
        );
        shapes.Write(ref bytes);
        addresses.Write(ref bytes);
        bodies.Write(ref bytes);
        Columns.Write(ref bytes, shapeOf);
        for (var shape = 0; shape <= shapes.Count; shape++)
        {
            var places = Places(shapeOf, shape);
            Columns.Write(ref bytes, [.. places.Select(i => addressOf[i])]);
            var starts = places.Select(i => runs[i].StartedAt.Microseconds - runs[i].Slot.Microseconds).ToArray();
            Columns.Write(ref bytes, starts);
            if (shape > 0)
                ShapeColumns.Write(ref bytes, [.. places.Select(i => parts[i]!)]);
        }

        return Columns.Compress(bytes.Written);
    }

    /// <exception cref="InvalidDataException">The bytes are damaged, or not of these runs.</exception>
    public static List<StoredRun> Unpack(List<JudgedRun> judged, ReadOnlySpan<byte> measured)
    {
        var bytes = new PackedReader(Columns.Decompress(measured));
        var shapes = ByteList.Read(ref bytes);
        var addresses = ByteList.Read(ref bytes);
        var bodies = ByteList.Read(ref bytes);
        var shapeOf = Columns.Read(ref bytes, judged.Count);
        if (shapeOf.Any(shape => shape < 0 || shape > shapes.Count))
            throw PackedReader.Damaged("a run has no shape");

        var runs = new StoredRun[judged.Count];
        for (var shape = 0; shape <= shapes.Count; shape++)
        {
            var places = Places(shapeOf, shape);
            var addressOf = Columns.Read(ref bytes, places.Count);
            var starts = Columns.Read(ref bytes, places.Count);
            var columns = shape == 0 ? null : ShapeColumns.Read(ref bytes, shapes[shape - 1], places.Count);
            for (var row = 0; row < places.Count; row++)
            {
                var (slot, trigger, outcome, reason) = judged[places[row]];
                var started = unchecked(slot.Microseconds + starts[row]);
                if (started < First || started > Last)
                    throw PackedReader.Damaged("a run started before or after all time");

                var body = columns?.BodyOf(row, addresses[addressOf[row]]) ?? bodies[addressOf[row]];
                runs[places[row]] = new StoredRun(slot, trigger, outcome, reason, new Instant(started), body);
            }
        }

        return bytes.IsAtEnd ? [.. runs] : throw PackedReader.Damaged("it does not end");
    }

    private static List<int> Places(long[] shapeOf, int shape)
    {
        var places = new List<int>();
        for (var i = 0; i < shapeOf.Length; i++)
        {
            if (shapeOf[i] == shape)
                places.Add(i);
        }

        return places;
    }

    private static long Microseconds(DateTimeOffset time) => Instant.From(time).Microseconds;
}
