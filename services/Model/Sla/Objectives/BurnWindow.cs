namespace Ringback.Model.Sla.Objectives;

/// <summary>What was counted in one of an alert's two windows.</summary>
/// <param name="Length">Of the window as it is named: an hour, five minutes.</param>
/// <param name="ServiceTime">Microseconds of service hours in it, whether the subject was alive, known or in maintenance then or not. 0 where runs are counted.</param>
public sealed record BurnWindow(TimeSpan Length, long ServiceTime, Spend Spend)
{
    /// <summary>The time that ends at as_of: nothing later is known.</summary>
    public static BurnWindow OfTime(ObjectiveTerms terms, Subject subject, TimeSpan length)
    {
        var window = new Window(subject.AsOf - length, subject.AsOf);
        return new BurnWindow(
            length,
            terms.Hours.Within(window).Sum(piece => piece.Microseconds),
            Spend.OfTime(ObjectiveTime.Of(terms, subject, window))
        );
    }

    /// <param name="spend">Runs, or calls.</param>
    public static BurnWindow OfRuns(TimeSpan length, Spend spend) => new(length, 0, spend);
}
