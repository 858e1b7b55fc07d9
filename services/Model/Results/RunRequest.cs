namespace Ringback.Model.Results;

/// <summary>The message from the centre to the workers of a region: somebody wants to know now.</summary>
/// <param name="At">Identity of what comes of it: the slot of a result of trigger <see cref="Trigger.Manual"/>.</param>
/// <param name="Until">Who hears of it later leaves it.</param>
public sealed record RunRequest(long Id, string Target, Instant At, Instant Until);
