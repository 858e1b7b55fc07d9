using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Aggregator.Timelines;

internal static class Difference
{
    /// <summary>The first instant at which two functions that begin alike differ; null where none does.</summary>
    public static Instant? Between<T>(StepFunction<T> left, StepFunction<T> right)
    {
        var (ours, theirs) = (left.Changes, right.Changes);
        for (var i = 0; i < Math.Max(ours.Count, theirs.Count); i++)
        {
            if (i >= ours.Count)
                return theirs[i].At;

            if (i >= theirs.Count)
                return ours[i].At;

            if (!ours[i].Equals(theirs[i]))
                return Instant.Min(ours[i].At, theirs[i].At);
        }

        return null;
    }
}
