namespace Ringback.Model.Results;

/// <summary>The identity of a result: receiving the same one again changes nothing.</summary>
public readonly record struct ResultKey(string Target, string Region, Instant ScheduledAt, Trigger Trigger);
