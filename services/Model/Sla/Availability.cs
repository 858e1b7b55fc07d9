namespace Ringback.Model.Sla;

/// <summary>Time by verdict within a window, and what follows from it (semantics, "Availability and SLA"). Whole microseconds.</summary>
/// <param name="Up">Time with this verdict; likewise the next five.</param>
public sealed record Availability(long Up, long Degraded, long Partial, long Down, long Unknown, long Maintenance)
{
    /// <summary>Length of the window, clipped to the lifetime and to as_of.</summary>
    public long Total => Up + Degraded + Partial + Down + Unknown + Maintenance;

    /// <summary>Time outside maintenance whose verdict is known.</summary>
    public long Measured => Up + Degraded + Partial + Down;

    /// <summary>Share of the measured time that was not down; null, never 1, where nothing was measured.</summary>
    public Ratio? Ratio => Measured == 0 ? null : new Ratio(Measured - Down, Measured);

    /// <summary>Share of the time outside maintenance that was measured; null where there is none.</summary>
    public Ratio? Coverage => Total == Maintenance ? null : new Ratio(Measured, Total - Maintenance);

    public static Availability operator +(Availability left, Availability right) =>
        checked(
            new(
                left.Up + right.Up,
                left.Degraded + right.Degraded,
                left.Partial + right.Partial,
                left.Down + right.Down,
                left.Unknown + right.Unknown,
                left.Maintenance + right.Maintenance
            )
        );

    /// <param name="verdicts">Right within the clipped window.</param>
    /// <param name="lifetime">Of the target or the component.</param>
    /// <param name="asOf">Nothing from it on is counted.</param>
    public static Availability Of(
        StepFunction<Verdict> verdicts,
        IEnumerable<Window> lifetime,
        Window window,
        Instant asOf
    ) => OfEach(verdicts, lifetime, [window], asOf)[0];

    /// <summary>The same of each of several windows, in one walk along the timeline.</summary>
    /// <param name="windows">In order, none beginning before the one before it has ended.</param>
    public static Availability[] OfEach(
        StepFunction<Verdict> verdicts,
        IEnumerable<Window> lifetime,
        IReadOnlyList<Window> windows,
        Instant asOf
    )
    {
        if (windows.Count == 0)
            return [];

        var whole = new Window(windows[0].From, Instant.Min(windows[^1].To, asOf));
        var pieces = Windows.Intersect(lifetime, [whole]).SelectMany(verdicts.Within).ToList();
        var figures = new Availability[windows.Count];
        Span<long> time = stackalloc long[6];
        var first = 0;
        for (var i = 0; i < figures.Length; i++)
        {
            var window = windows[i];
            time.Clear();
            while (first < pieces.Count && pieces[first].Window.To <= window.From)
                first++;

            for (var at = first; at < pieces.Count && pieces[at].Window.From < window.To; at++)
                time[(int)pieces[at].Value] += pieces[at].Window.Intersect(window).Microseconds;

            figures[i] = new Availability(
                time[(int)Verdict.Up],
                time[(int)Verdict.Degraded],
                time[(int)Verdict.Partial],
                time[(int)Verdict.Down],
                time[(int)Verdict.Unknown],
                time[(int)Verdict.Maintenance]
            );
        }

        return figures;
    }
}
