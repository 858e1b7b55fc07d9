using System.Collections.Frozen;
using Ringback.Model.Results;

namespace Ringback.Store.Results.Packing;

/// <summary>What SQL neither selects nor orders a result by: the column <c>result.body</c>, some 40 bytes a run.</summary>
/// <remarks>
/// Format 1: a byte of the format times 16 and the kind of address; then, as base-128 numbers, the duration, the wait in
/// the lane and the timing error; the phases, counted, each its place in <see cref="PhaseNames.All"/> and its duration; the
/// measurements, counted, each its place in <see cref="MeasurementNames.All"/> times 4 and the form of its figure, and the
/// figure; the address. Durations are whole microseconds, finer ones cut; all else comes back bit for bit.
/// </remarks>
public sealed record ResultBody
{
    private const int Format = 1;
    private const long Longest = long.MaxValue / TimeSpan.TicksPerMicrosecond;

    private static readonly FrozenDictionary<string, ulong> PhasePlaces = Places(PhaseNames.All);
    private static readonly FrozenDictionary<string, ulong> MeasurementPlaces = Places(MeasurementNames.All);

    public required TimeSpan Duration { get; init; }

    public required TimeSpan LaneWait { get; init; }

    public required TimeSpan TimingError { get; init; }

    public required IReadOnlyList<Phase> Phases { get; init; }

    public required IReadOnlyList<Measurement> Measurements { get; init; }

    public required string? Address { get; init; }

    /// <exception cref="ArgumentException">A phase or measurement has a name that is in no list.</exception>
    public static byte[] Pack(ProbeResult result)
    {
        var most = 64 + (20 * (result.Phases.Count + result.Measurements.Count)) + PackedAddress.Room(result.Address);
        var bytes = new PackedWriter(most <= 2_048 ? stackalloc byte[2_048] : new byte[most]);

        var address = PackedAddress.KindOf(result.Address, out var endpoint);
        bytes.Byte((byte)((Format << 4) | address));
        bytes.Number(Microseconds(result.Duration));
        bytes.Number(Microseconds(result.LaneWait));
        bytes.Number(Microseconds(result.TimingError));
        bytes.Number((ulong)result.Phases.Count);
        foreach (var phase in result.Phases)
        {
            bytes.Number(Place(PhasePlaces, phase.Name));
            bytes.Number(Microseconds(phase.Duration));
        }

        bytes.Number((ulong)result.Measurements.Count);
        foreach (var measurement in result.Measurements)
        {
            var form = PackedFigure.FormOf(measurement.Value, out var whole);
            bytes.Number((Place(MeasurementPlaces, measurement.Name) << PackedFigure.FormBits) | (uint)form);
            if (form == 0)
                bytes.Double(measurement.Value);
            else
                bytes.Signed(whole);
        }

        PackedAddress.Write(ref bytes, address, result.Address, endpoint);
        return bytes.Written.ToArray();
    }

    /// <summary>Names that this build does not know yet are left out: a newer one wrote them.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, or of a format that this build does not know.</exception>
    public static ResultBody Unpack(ReadOnlySpan<byte> packed)
    {
        var bytes = new PackedReader(packed);
        var first = bytes.Byte();
        if (first >> 4 != Format)
            throw PackedReader.Damaged($"{first >> 4} is no format");

        var body = new ResultBody
        {
            Duration = ReadDuration(ref bytes),
            LaneWait = ReadDuration(ref bytes),
            TimingError = ReadDuration(ref bytes),
            Phases = ReadPhases(ref bytes),
            Measurements = ReadMeasurements(ref bytes),
            Address = PackedAddress.Read(ref bytes, first & 0x0F),
        };
        return bytes.IsAtEnd ? body : throw PackedReader.Damaged("it does not end");
    }

    private static List<Phase> ReadPhases(ref PackedReader bytes)
    {
        var count = bytes.Count();
        var phases = new List<Phase>(count);
        for (var i = 0; i < count; i++)
        {
            var place = bytes.Number();
            var duration = ReadDuration(ref bytes);
            if (place < (ulong)PhaseNames.All.Count)
                phases.Add(new Phase(PhaseNames.All[(int)place], duration));
        }

        return phases;
    }

    private static List<Measurement> ReadMeasurements(ref PackedReader bytes)
    {
        var count = bytes.Count();
        var measurements = new List<Measurement>(count);
        for (var i = 0; i < count; i++)
        {
            var tag = bytes.Number();
            var value = PackedFigure.Read(ref bytes, (int)(tag & PackedFigure.FormMask));
            var place = tag >> PackedFigure.FormBits;
            if (place < (ulong)MeasurementNames.All.Count)
                measurements.Add(new Measurement(MeasurementNames.All[(int)place], value));
        }

        return measurements;
    }

    private static ulong Microseconds(TimeSpan duration) => (ulong)duration.ToMicroseconds();

    private static TimeSpan ReadDuration(ref PackedReader bytes)
    {
        var microseconds = (long)bytes.Number();
        return microseconds is >= -Longest and <= Longest
            ? TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond)
            : throw PackedReader.Damaged("a duration is out of range");
    }

    private static ulong Place(FrozenDictionary<string, ulong> places, string name) =>
        places.TryGetValue(name, out var place) ? place : throw new ArgumentException($"'{name}' is in no list");

    private static FrozenDictionary<string, ulong> Places(IReadOnlyList<string> all) =>
        all.Select((name, place) => (name, place)).ToFrozenDictionary(each => each.name, each => (ulong)each.place);
}
