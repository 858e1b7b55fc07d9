using Ringback.Model.Results;

namespace Ringback.Store.Results;

/// <summary>Which of the runs in a window are wanted.</summary>
internal sealed record RunFilter(short[] Triggers, short[] Outcomes)
{
    private static readonly short[] AllOutcomes = [.. Enum.GetValues<Outcome>().Select(each => (short)each)];

    public static RunFilter All { get; } = new([.. Enum.GetValues<Trigger>().Select(each => (short)each)], AllOutcomes);

    /// <summary>What counts and distributions are made of.</summary>
    public static RunFilter Scheduled { get; } = new([(short)Trigger.Schedule], AllOutcomes);

    /// <summary>What states are made of.</summary>
    public static RunFilter Judging { get; } = new([(short)Trigger.Schedule, (short)Trigger.Confirm], AllOutcomes);

    /// <summary>What makes a state bad.</summary>
    public static RunFilter Failed { get; } = new(Judging.Triggers, [(short)Outcome.Degraded, (short)Outcome.Down]);

    public bool OfTrigger(JudgedRun run) => Triggers.Contains((short)run.Trigger);

    public bool Takes(JudgedRun run) => OfTrigger(run) && Outcomes.Contains((short)run.Outcome);
}
