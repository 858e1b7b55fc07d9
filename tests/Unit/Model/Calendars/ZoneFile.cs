using System.Buffers.Binary;

namespace Ringback.Tests.Unit.Model.Calendars;

/// <summary>A zone's changes as the system's own file has them (RFC 9636, version 2 or later): an oracle that shares nothing with the runtime's zones.</summary>
internal sealed class ZoneFile
{
    private readonly long[] _at;
    private readonly int[] _offsets;
    private readonly int _first;

    /// <summary>Seconds since 1970 of the last change that is written out.</summary>
    public long Last => _at.Length == 0 ? long.MaxValue : _at[^1];

    public ZoneFile(string zone)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(Path.Combine("/usr/share/zoneinfo", zone));
        var skipped = Counts(file);
        var body = file[(44 + Size(skipped, 4))..];
        var counts = Counts(body);
        var (times, types) = (counts[3], counts[4]);
        body = body[44..];
        _at = new long[times];
        _offsets = new int[times];
        var kinds = body[(9 * times)..];
        for (var i = 0; i < times; i++)
        {
            _at[i] = BinaryPrimitives.ReadInt64BigEndian(body[(8 * i)..]);
            _offsets[i] = BinaryPrimitives.ReadInt32BigEndian(kinds[(6 * body[(8 * times) + i])..]);
        }

        _first = BinaryPrimitives.ReadInt32BigEndian(kinds);
        Assert.True(types > 0);
    }

    /// <summary>Seconds between changes of offset since 1972, with the offsets before and after.</summary>
    public IEnumerable<(long At, int Before, int After)> Changes()
    {
        for (var i = 1; i < _at.Length; i++)
        {
            if (_at[i] > 63_072_000 && _offsets[i] != _offsets[i - 1])
                yield return (_at[i], _offsets[i - 1], _offsets[i]);
        }
    }

    public int OffsetAt(long second)
    {
        var offset = _first;
        for (var i = 0; i < _at.Length && _at[i] <= second; i++)
            offset = _offsets[i];

        return offset;
    }

    /// <summary>The first second at which clocks show <paramref name="local"/> (seconds of a UTC clock that shows the same) or more: each second's successor is tried where it can matter.</summary>
    public long FirstAt(long local)
    {
        // Between changes clocks go on evenly, so the answer is a change, or the local time less an offset in force.
        var near = Enumerable
            .Range(0, _at.Length)
            .Where(i => Math.Abs(_at[i] - local) < 200_000)
            .SelectMany(i => new[] { _at[i], local - _offsets[i] })
            .Append(local - OffsetAt(local - 200_000))
            .Order();
        return near.First(second => second + OffsetAt(second) >= local);
    }

    private static int Size(int[] counts, int width) =>
        (counts[3] * (width + 1)) + (counts[4] * 6) + counts[5] + (counts[2] * (width + 4)) + counts[1] + counts[0];

    private static int[] Counts(ReadOnlySpan<byte> header)
    {
        Assert.Equal("TZif"u8, header[..4]);
        var counts = new int[6];
        for (var i = 0; i < 6; i++)
            counts[i] = BinaryPrimitives.ReadInt32BigEndian(header[(20 + (4 * i))..]);

        return counts;
    }
}
