namespace Ringback.Tests.Simulation.Engine;

/// <summary>A machine, which outlives the processes on it: its wall clock, which may be wrong and may be set.</summary>
internal sealed class Box(Loop loop, string name)
{
    /// <summary>What a right wall clock shows when the simulation begins: soon after it an hour ends, and a day.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 23, 57, 0, TimeSpan.Zero);

    private (int Reads, TimeSpan By)? _armed;
    private bool _isKept;

    public string Name => name;

    /// <summary>Wall clock less true time.</summary>
    public TimeSpan Error { get; private set; }

    /// <summary>When the clock was set, and by how much.</summary>
    public List<(long At, TimeSpan By)> Steps { get; } = [];

    public DateTimeOffset Wall => WallAt(loop.Now, Error);

    /// <summary>The wall clock is set between two readings of it: at the next but so many.</summary>
    public void SetClock(TimeSpan by, int afterReads)
    {
        if (!_isKept)
            _armed = (afterReads, by);
    }

    public DateTimeOffset ReadWall()
    {
        var wall = Wall;
        if (_armed is var (reads, by))
        {
            _armed = (reads - 1, by);
            if (reads <= 0)
            {
                _armed = null;
                Error += by;
                Steps.Add((loop.Now, by));
                loop.Trace.Note(loop.Now, $"{Name}: the wall clock is set by {by}");
            }
        }

        return wall;
    }

    /// <summary>As its keeper does in the end, and it stays so.</summary>
    public void SetRight()
    {
        _isKept = true;
        _armed = null;
        if (Error == TimeSpan.Zero)
            return;

        Steps.Add((loop.Now, -Error));
        Error = TimeSpan.Zero;
    }

    /// <summary>The least and the greatest that its clock was ever ahead by.</summary>
    public (TimeSpan Least, TimeSpan Greatest) Errors()
    {
        var (error, least, greatest) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        foreach (var (_, by) in Steps)
        {
            error += by;
            least = error < least ? error : least;
            greatest = error > greatest ? error : greatest;
        }

        return (least, greatest);
    }

    /// <summary>All that the wall clock may have shown at an instant: several where it was set right then.</summary>
    public IEnumerable<DateTimeOffset> WallsAt(long at)
    {
        var error = TimeSpan.FromTicks(Steps.Where(step => step.At < at).Sum(step => step.By.Ticks));
        yield return WallAt(at, error);
        foreach (var step in Steps.Where(step => step.At == at))
            yield return WallAt(at, error += step.By);
    }

    private static DateTimeOffset WallAt(long now, TimeSpan error) => Start + TimeSpan.FromTicks(now) + error;
}
