namespace Ringback.Store.Results;

/// <summary>Runs of one view that lie in two places.</summary>
internal static class MergedRuns
{
    /// <summary>In order of slot and trigger; of one identity the run that takes precedence, and where no rule can tell, the first.</summary>
    /// <param name="first">In any order, likewise the others; within one list no identity twice.</param>
    public static List<StoredRun> Of(IReadOnlyList<StoredRun> first, IReadOnlyList<StoredRun> second)
    {
        var runs = new List<StoredRun>(first.Count + second.Count);
        foreach (var run in first.Concat(second).OrderBy(run => (run.Slot, run.Trigger))) // stable
        {
            if (runs.Count == 0 || (runs[^1].Slot, runs[^1].Trigger) != (run.Slot, run.Trigger))
                runs.Add(run);
            else if (run.ComparePrecedence(runs[^1]) < 0)
                runs[^1] = run;
        }

        return runs;
    }
}
