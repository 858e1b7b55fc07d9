using Ringback.Model;
using Ringback.Model.Results;
using Ringback.Model.Sla;

namespace Ringback.Store.Results.Packing;

/// <summary>The results of a view's UTC day: what rules go by in one piece, what was measured in another.</summary>
/// <param name="Judged">Slots, triggers, outcomes and reasons: some hundred bytes.</param>
/// <param name="Measured">Starts and bodies, in the same order: some 20 bytes a run.</param>
internal sealed record PackedDay(byte[] Judged, byte[] Measured)
{
    private const long Microseconds = 86_400_000_000;

    /// <summary>Twelve a second.</summary>
    private const int MostRuns = 1 << 20;

    /// <param name="start">Of the day.</param>
    /// <param name="runs">All of that day, in order of slot and trigger, each once.</param>
    /// <exception cref="ArgumentException">They are not, or too many.</exception>
    public static PackedDay Pack(Instant start, IReadOnlyList<StoredRun> runs)
    {
        var window = new Window(start, new Instant(start.Microseconds + Microseconds));
        for (var i = 0; i < runs.Count; i++)
        {
            var isNext =
                i == 0 || (runs[i - 1].Slot, runs[i - 1].Trigger).CompareTo((runs[i].Slot, runs[i].Trigger)) < 0;
            if (!isNext || !window.Contains(runs[i].Slot))
                throw new ArgumentException("they are not of that day, or out of order", nameof(runs));
        }

        var day = new PackedDay(PackJudged(start, runs), PackedRuns.Pack(runs));
        return day.Unpack(start).SequenceEqual(runs)
            ? day
            : throw new ArgumentException("they do not come back as they are", nameof(runs));
    }

    /// <exception cref="InvalidDataException">The bytes are damaged, or of a format that this build does not know; by the next too.</exception>
    public List<StoredRun> Unpack(Instant start) => PackedRuns.Unpack(UnpackJudged(start, Judged), Measured);

    public static List<JudgedRun> UnpackJudged(Instant start, ReadOnlySpan<byte> judged)
    {
        var bytes = new PackedReader(Columns.Decompress(judged));
        var count = bytes.Number();
        if (count > MostRuns)
            throw PackedReader.Damaged("it has too many runs");

        var gaps = Columns.Read(ref bytes, (int)count);
        var triggers = Columns.Read(ref bytes, (int)count);
        var outcomes = Columns.Read(ref bytes, (int)count);
        var reasons = Columns.Read(ref bytes, (int)count);
        if (!bytes.IsAtEnd)
            throw PackedReader.Damaged("it does not end");

        var runs = new List<JudgedRun>((int)count);
        var (slot, before) = (0L, (0L, 0L));
        for (var i = 0; i < (int)count; i++)
        {
            if (gaps[i] < 0 || gaps[i] >= Microseconds - slot)
                throw PackedReader.Damaged("a slot is of another day");

            slot += gaps[i];
            if (i > 0 && before.CompareTo((slot, triggers[i])) >= 0)
                throw PackedReader.Damaged("its runs are out of order");

            before = (slot, triggers[i]);
            runs.Add(
                new JudgedRun(
                    new Instant(start.Microseconds + slot),
                    (Trigger)Small(triggers[i]),
                    (Outcome)Small(outcomes[i]),
                    reasons[i] == 0 ? null : (Reason)Small(reasons[i])
                )
            );
        }

        return runs;
    }

    private static byte[] PackJudged(Instant start, IReadOnlyList<StoredRun> runs)
    {
        if (runs.Count > MostRuns)
            throw new ArgumentException("there are too many", nameof(runs));

        var bytes = new PackedWriter(new byte[16 + (4 * Columns.Room(runs.Count))]);
        var before = start;
        var gaps = new long[runs.Count];
        for (var i = 0; i < gaps.Length; i++)
            (gaps[i], before) = (runs[i].Slot.Microseconds - before.Microseconds, runs[i].Slot);

        bytes.Number((ulong)runs.Count);
        Columns.Write(ref bytes, gaps);
        Columns.Write(ref bytes, [.. runs.Select(run => (long)run.Trigger)]);
        Columns.Write(ref bytes, [.. runs.Select(run => (long)run.Outcome)]);
        Columns.Write(ref bytes, [.. runs.Select(run => (long)(run.Reason ?? 0))]);
        return Columns.Compress(bytes.Written);
    }

    private static short Small(long number) =>
        number is >= 0 and <= short.MaxValue
            ? (short)number
            : throw PackedReader.Damaged("a number of a list is out of range");
}
